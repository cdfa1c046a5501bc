"""Evaluates lists by what readers did with them."""
