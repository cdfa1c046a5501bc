"""Brings `sql/` into a database, and looks at what is there."""
