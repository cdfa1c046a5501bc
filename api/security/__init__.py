"""Passwords, tokens and codes."""
