"""Keeps the catalogue fresh: it copies what TMDB and Google Books know, bit by bit."""
