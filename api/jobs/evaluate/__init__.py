"""Measures the served recommendations on held-out ratings, with the same SQL and the same ranking."""
