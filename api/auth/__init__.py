"""Accounts: registration, login, and what an account says of itself."""
