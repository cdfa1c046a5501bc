"""SIMKL's backups: one CSV or one JSON of everything, stars out of ten, films among series and anime."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.cells import BadCell, rounded_number, title_text
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.json_entries import Entries
from api.readers.parsing.json_rows import as_row, under
from api.readers.parsing.library_cells import Notes, imdb_title, moment, year_number
from api.readers.parsing.star_scales import nearest_half

COLUMNS = ("simklid", "title", "type", "watchlist")
PARTS = ("movies", "shows", "anime")  # of the JSON


def simkl_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not SIMKL's."""
    return film_reader() if table.has(*COLUMNS) else None


def film_reader() -> Understand:
    """Return the parser of one backup."""
    return partial(read_film, viewings=Viewings())


def read_film(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row of the backup; a series is refused. Raises `BadCell`.

    A completed film was seen, and a planned one is on the watchlist. Watching, on hold and dropped mean neither.
    """
    _require_film(row)
    notes = Notes()
    rating = nearest_half(row.cell("rating"), "Rating", 10)
    watched = notes.unless_spoilt(watched_on, row.cell("watcheddate"), "WatchedDate", now)
    rated_at = notes.unless_spoilt(moment, row.cell("ratedat"), "user_rated_at", now)
    added_at = notes.unless_spoilt(moment, row.cell("addedat"), "added_to_watchlist_at", now)
    status = row.cell("watchlist").casefold().replace(" ", "") or ("completed" if watched else "")
    film = known(
        item_type="movie",
        title=title_text(row.cell("title")),
        year=notes.unless_spoilt(year_number, row.cell("year"), "Year"),
        tmdb_id=notes.unless_spoilt(rounded_number, row.cell("tmdb"), "TMDB"),
        imdb_id=notes.unless_spoilt(imdb_title, row.cell("imdb"), "IMDB"),
        rating=rating,
        rated_at=rated_at or (watched.at if watched else None) if rating else None,
        seen_at=now.isoformat() if status == "completed" else None,
        watchlist_at=(added_at or now.isoformat()) if status == "plantowatch" else None,
        notes=notes,
    )
    return viewings.add(film, watched if status == "completed" else None)


def _require_film(row: NamedRow) -> None:
    if row.cell("type").casefold() not in {"movie", "movies", "film"}:
        raise BadCell("a TV series; only films and books are kept")


def is_simkl(document: Any) -> bool:
    """Say whether an object is a backup: lists of films, series or anime."""
    return isinstance(document, Mapping) and any(isinstance(document.get(part), Entries) for part in PARTS)


def simkl_rows(file: str, document: Mapping[str, Any]) -> Iterator[NamedRow | BadRow]:
    """Yield the films of the JSON as rows of the CSV; an entry that is not an object is a bad row."""
    for number, entry in enumerate(_part(document, "movies"), 1):
        yield as_row(file, number, entry, _cells(entry))


def count_films(document: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many rows that makes, and how many entries are series."""
    n_films, *n_others = (len(_part(document, part)) for part in PARTS)
    return n_films, sum(n_others)


def _part(document: Mapping[str, Any], part: str) -> Sequence[Any]:
    found = document.get(part)
    return found if isinstance(found, Entries) else []


def _cells(entry: Any) -> Iterable[tuple[str, Any]]:
    yield "type", "movie"
    yield from ((name, under(entry, "movie", name)) for name in ("title", "year"))
    yield from ((name, under(entry, "movie", "ids", name)) for name in ("imdb", "tmdb"))
    yield "watchlist", under(entry, "status")
    yield "watcheddate", under(entry, "last_watched_at")
    yield "rating", under(entry, "user_rating")
    yield "ratedat", under(entry, "user_rated_at")
    yield "addedat", under(entry, "added_to_watchlist_at")
