"""Training the item-item models: reading every rating, weighing items by one another, writing the weights."""
