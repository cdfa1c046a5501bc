"""Requests as other descriptions print them."""
