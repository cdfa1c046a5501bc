"""Trains the item-item models: reads every rating, computes the weights between items, writes them."""
