"""The addresses of TMDB's posters."""

ADDRESS = "https://image.tmdb.org/t/p/"
WIDTH = 500  # pixels; `cinelibre.widths_of_poster` adds the other widths


def poster_of(path: str) -> str:
    """Return the address of the poster at a path of TMDB's, which begins with a slash."""
    return f"{ADDRESS}w{WIDTH}{path}"
