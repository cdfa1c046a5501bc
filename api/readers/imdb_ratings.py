"""IMDb's export of somebody's ratings: one CSV, stars out of ten, films among series and games."""

import re
from datetime import datetime

from api.readers.cells import BadCell, shown, title_text
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.library_cells import imdb_title, moment, stars_out_of_ten, year_number
from api.readers.library_records import LibraryEntry, Understand, known

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
    """How to read the rows of this CSV; None where it is none of IMDb's."""
    return read_film if table.has(*COLUMNS) else None


def read_film(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of the export; a series or a game is none. Raises `BadCell`."""
    _check_type(row.cell("titletype"))
    imdb_id = imdb_title(row.cell("const"), "Const")
    if imdb_id is None:
        raise BadCell("Const is empty")
    title = title_text(row.cell("title")) if row.cell("title") else None
    original = row.cell("originaltitle")
    rating = stars_out_of_ten(row.cell("yourrating"), "Your Rating")
    return known(
        item_type="movie",
        title=title,
        original_title=title_text(original) if original and original != title else None,
        year=year_number(row.cell("year")),
        imdb_id=imdb_id,
        rating=rating,
        rated_at=moment(row.cell("daterated"), "Date Rated", now) if rating else None,
    )


def _check_type(title_type: str) -> None:
    """Old exports write tvSeries, new ones TV Series; the oldest do not say."""
    folded = re.sub(r"[\W_]+", "", title_type).casefold()
    if folded and folded not in FILMS:
        raise BadCell(f"{OTHERS.get(folded, f'of the type {shown(title_type)}')}; only films and books are kept")
