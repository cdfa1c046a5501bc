"""Finding items by what they are about."""
