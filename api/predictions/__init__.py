"""Predicted ratings of items that a client shows."""
