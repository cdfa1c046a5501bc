"""Ratings in stars."""
