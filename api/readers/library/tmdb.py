"""TMDB's exports of ratings, watchlist and favorites: CSVs of one shape, in which `Rating` is the crowd's."""

from datetime import datetime
from functools import partial

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.parsing.answers import day
from api.readers.parsing.cells import BadCell, rounded_number, title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, imdb_title, moment
from api.readers.parsing.star_scales import nearest_half

COLUMNS = ("tmdbid", "imdbid", "type", "name", "releasedate")
LISTS = {"watchlist": "watchlist_at", "favorite": "favorite_at", "favourite": "favorite_at"}  # by the file's name


def tmdb_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not TMDB's."""
    if not table.has(*COLUMNS):
        return None
    mark = next((mark for word, mark in LISTS.items() if word in table.name.casefold()), None)
    if mark is None and not table.has("yourrating"):
        table.notes.append(
            f"{table.name} has no ratings of yours. If it is your watchlist or your favorites, name the file"
            " watchlist.csv or favorites.csv."
        )
    return partial(read_film, mark=mark)


def read_film(row: NamedRow, now: datetime, mark: str | None) -> LibraryEntry:
    """Read a row of any of these lists; a series or an episode is refused. Raises `BadCell`."""
    if row.cell("type").casefold() not in {"", "movie"} or row.cell("seasonnumber", "episodenumber"):
        raise BadCell("a TV series; only films and books are kept")
    notes = Notes()
    rating = nearest_half(row.cell("yourrating"), "Your Rating", 10)
    listed_at = notes.unless_spoilt(moment, row.cell("dateadded"), "Date Added", now) or now.isoformat()
    entry = known(
        item_type="movie",
        title=title_text(row.cell("name")) if row.cell("name") else None,
        year=day(row.cell("releasedate"))[0],
        tmdb_id=notes.unless_spoilt(rounded_number, row.cell("tmdbid"), "TMDb ID"),
        imdb_id=notes.unless_spoilt(imdb_title, row.cell("imdbid"), "IMDb ID"),
        rating=rating,
        rated_at=notes.unless_spoilt(moment, row.cell("daterated"), "Date Rated", now) if rating else None,
        notes=notes,
        **({mark: listed_at} if mark else {}),
    )
    if not entry.keys() & {"title", "tmdb_id", "imdb_id"}:
        raise BadCell("neither a title nor an id")
    return entry
