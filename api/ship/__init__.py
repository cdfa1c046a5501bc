"""How `sql/` gets into a database, and what is looked at there."""
