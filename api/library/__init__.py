"""Export and import of a user's library."""
