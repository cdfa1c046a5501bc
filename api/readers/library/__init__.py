"""A reader's own files: one module an export."""
