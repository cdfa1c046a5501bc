"""Parsers of other services' files, one module for each format: rows in, records or bad rows with reasons out."""
