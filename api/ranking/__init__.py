"""From candidates to a list with its reasons."""
