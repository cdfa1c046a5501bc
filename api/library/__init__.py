"""A library to take along: export and import."""
