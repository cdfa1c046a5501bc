"""A user's own files: one module for each export."""
