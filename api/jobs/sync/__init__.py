"""A catalogue that keeps itself fresh: what TMDB and Google Books know, brought over bit by bit."""
