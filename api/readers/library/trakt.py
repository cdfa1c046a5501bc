"""Trakt's exports: CSVs of ratings, history and watchlist, and the JSONs in its zip of everything."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.cells import BadCell, rounded_number, shown, title_text
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.json_entries import Entries
from api.readers.parsing.json_rows import as_row, under
from api.readers.parsing.library_cells import Notes, imdb_title, moment, year_number
from api.readers.parsing.star_scales import nearest_half

ONLY_TRAKTS = {"traktid", "traktrating", "watchlistedat"}
MARKS = {"ratedat", "watchedat", "watchlistedat", "listedat", "rating"}
# The files of the zip that are read, in order of precedence; the history comes in parts.
FILES = [
    re.compile(rf"{name}\.json")
    for name in ("watched-history(-[0-9]+)?", "watched-movies", "ratings-movies", "lists-watchlist", "lists-favorites")
]
UNKNOWN_DAY = "1970-01-01T00:00:00"  # how Trakt writes an unknown time


def trakt_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not Trakt's."""
    if not table.columns & ONLY_TRAKTS or not table.columns & MARKS:
        return None
    return film_reader()


def film_reader() -> Understand:
    """Return the parser of one export."""
    return partial(read_film, viewings=Viewings())


def read_film(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row of any export, whose stars are out of ten; a series or an episode is refused. Raises `BadCell`."""
    if (kind := row.cell("type").casefold()) not in {"", "movie", "movies"}:
        raise BadCell(f"of the type {shown(kind)}; only films and books are kept")
    notes = Notes()
    film = _film(row, notes)
    rating = nearest_half(row.cell("rating"), "rating", 10)
    rated_at = notes.unless_spoilt(moment, row.cell("ratedat"), "rated_at", now) if rating else None
    watched_text = row.cell("watchedat", "lastwatchedat")
    is_known = not watched_text.startswith(UNKNOWN_DAY)
    watched = notes.unless_spoilt(watched_on, watched_text, "watched_at", now) if is_known else None
    stars = known(rating=rating, rated_at=rated_at or (watched.at if watched and rating else None))
    marks = known(
        seen_at=(watched.at if watched else now.isoformat()) if watched_text else None,
        watchlist_at=_mark(row.cell("watchlistedat"), now, notes),
        favorite_at=_mark(row.cell("favoritedat"), now, notes),
        notes=notes,
    )
    entry: LibraryEntry = {**film, **stars, **marks}
    return viewings.add(entry, watched, row.cell("id")) if row.cell("watchedat") else entry


def trakt_rows(file: str, entries: Iterable[Any]) -> Iterator[NamedRow | BadRow]:
    """Yield the films of one of the JSONs as rows of the CSV; an entry that is not an object is a bad row."""
    for number, entry in enumerate(entries, 1):
        if not _is_of_series(entry):
            yield as_row(file, number, entry, _cells(file, entry))


def count_films(entries: Collection[Any]) -> tuple[int, int]:
    """Return how many rows that makes, and how many entries are series."""
    n_others = sum(map(_is_of_series, entries))
    return len(entries) - n_others, n_others


def _is_of_series(entry: Any) -> bool:
    return isinstance(entry, dict) and "movie" not in entry


def say_of_list(file: str, entries: Collection[Any]) -> list[str]:
    """Return a note if a file is a list of the user's own, which looks like the watchlist except for its name."""
    if _mark_of_list(file) or not any(under(entry, "listed_at") for entry in entries):
        return []
    return [
        f"{file} is a list of yours at Trakt: it is not kept. If it is the watchlist, name it lists-watchlist.json."
    ]


def is_trakt(entries: Any) -> bool:
    """Say whether a list is one of Trakt's: each entry has a film, a series, a season or an episode."""
    kinds = {"movie", "show", "season", "episode"}
    return isinstance(entries, Entries) and all(isinstance(one, dict) and kinds & one.keys() for one in entries[:20])


def _cells(file: str, entry: Any) -> Iterable[tuple[str, Any]]:
    """Yield an entry's cells. In a list, the time of listing dates the mark; the file's name tells which mark."""
    yield from ((name, under(entry, "movie", name)) for name in ("title", "year"))
    yield from ((f"{name}id", under(entry, "movie", "ids", name)) for name in ("imdb", "tmdb"))
    named = ("id", "rating", "rated_at", "watched_at", "last_watched_at")
    yield from ((name.replace("_", ""), under(entry, name)) for name in named)
    if mark := _mark_of_list(file):
        yield mark, under(entry, "listed_at")


def _mark_of_list(file: str) -> str | None:
    marks = {"watchlist": "watchlistedat", "favorite": "favoritedat"}
    return next((mark for word, mark in marks.items() if word in file.casefold()), None)


def _film(row: NamedRow, notes: Notes) -> LibraryEntry:
    film = known(
        item_type="movie",
        title=title_text(row.cell("title")) if row.cell("title") else None,
        year=notes.unless_spoilt(year_number, row.cell("year")),
        imdb_id=notes.unless_spoilt(imdb_title, row.cell("imdbid")),
        tmdb_id=notes.unless_spoilt(rounded_number, row.cell("tmdbid"), "tmdb_id"),
    )
    if not film.keys() - {"item_type", "year"}:
        raise BadCell("neither a title nor an id")
    return film


def _mark(text: str, now: datetime, notes: Notes) -> str | None:
    return (notes.unless_spoilt(moment, text, "listed_at", now) or now.isoformat()) if text else None
