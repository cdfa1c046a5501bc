"""Files of other services, one module a format: rows in, records or named bad rows out."""
