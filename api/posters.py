"""The addresses of TMDB's posters, each of which TMDB has in several widths."""

ADDRESS = "https://image.tmdb.org/t/p/"
WIDTHS = (185, 342, 500)  # pixels; the last is that of `image_url`


def poster_of(path: str) -> str:
    """Return the address of the poster at a path of TMDB's, which begins with a slash."""
    return f"{ADDRESS}w{WIDTHS[-1]}{path}"


def srcset_of(image_url: str | None) -> str | None:
    """Return an image in all widths as HTML's `srcset` takes it, or None if it is not a poster of TMDB."""
    beginning = poster_of("/")
    if image_url is None or not image_url.startswith(beginning):
        return None
    path = image_url[len(beginning) - 1 :]
    return ", ".join(f"{ADDRESS}w{width}{path} {width}w" for width in WIDTHS)
