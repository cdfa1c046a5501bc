"""Requests as other descriptions of such a service print them."""
