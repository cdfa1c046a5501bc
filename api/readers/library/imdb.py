"""IMDb's exports of ratings and lists: one CSV each, stars out of ten, films among series and games."""

import re
from datetime import datetime
from functools import partial
from typing import Literal

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.parsing.cells import BadCell, shown, title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, imdb_title, moment, stars_out_of_ten, year_number

COLUMNS = ("const", "yourrating")
FILMS = {
    "movie",
    "film",
    "featurefilm",
    "documentary",
    "tvmovie",
    "tvspecial",
    "short",
    "shortfilm",
    "tvshort",
    "video",
    "musicvideo",
}
OTHERS = {
    "tvseries": "a TV series",
    "series": "a TV series",
    "tvminiseries": "a TV series",
    "miniseries": "a TV series",
    "tvepisode": "an episode of a TV series",
    "episode": "an episode of a TV series",
    "videogame": "a game",
    "podcastseries": "a podcast",
    "podcastepisode": "a podcast",
}


def imdb_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not IMDb's.

    The watchlist and all other lists have the same columns; only the file's name tells them apart.
    """
    if not table.has(*COLUMNS):
        return None
    if not table.has("position"):
        return partial(read_film, of="ratings")
    is_watchlist = "watchlist" in table.name.casefold()
    if not is_watchlist:
        table.notes.append(
            f"{table.name} is a list of yours at IMDb; of lists the stars are kept, and the watchlist. If this is the"
            " watchlist, name the file WATCHLIST.csv."
        )
    return partial(read_film, of="watchlist" if is_watchlist else "list")


def read_film(row: NamedRow, now: datetime, of: Literal["ratings", "watchlist", "list"]) -> LibraryEntry:
    """Read a row of the export; a series or a game is refused. Raises `BadCell`."""
    _check_type(row.cell("titletype"))
    notes = Notes()
    imdb_id = imdb_title(row.cell("const"), "Const")
    if imdb_id is None:
        raise BadCell("Const is empty")
    title = title_text(row.cell("title")) if row.cell("title") else None
    original = row.cell("originaltitle")
    rating = stars_out_of_ten(row.cell("yourrating"), "Your Rating")
    listed_at = notes.unless_spoilt(moment, row.cell("created"), "Created", now) if of == "watchlist" else None
    return known(
        item_type="movie",
        title=title,
        original_title=title_text(original) if original and original != title else None,
        year=notes.unless_spoilt(year_number, row.cell("year")),
        imdb_id=imdb_id,
        rating=rating,
        rated_at=notes.unless_spoilt(moment, row.cell("daterated"), "Date Rated", now) if rating else None,
        watchlist_at=(listed_at or now.isoformat()) if of == "watchlist" else None,
        notes=notes,
    )


def _check_type(title_type: str) -> None:
    """Refuse what is not a film. Old exports write tvSeries, new ones TV Series; the oldest name no type."""
    folded = re.sub(r"[\W_]+", "", title_type).casefold()
    if folded and folded not in FILMS:
        raise BadCell(f"{OTHERS.get(folded, f'of the type {shown(title_type)}')}; only films and books are kept")
