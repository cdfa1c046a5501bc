"""Any CSV with a title or an id in it: what people make by hand, and what other services export."""

from datetime import datetime

from api.readers.cells import BadCell, rounded_number, shown, title_text
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.library_cells import (
    google_volume,
    half_stars,
    imdb_title,
    is_yes,
    isbn13,
    moment,
    stars_out_of_ten,
    year_number,
)
from api.readers.library_records import ItemType, LibraryEntry, Understand, known, with_viewing

TMDB = ("tmdbid", "tmdb")
IMDB = ("imdbid", "imdb")
ISBN = ("isbn13", "isbn", "isbn10")
IDS = (*TMDB, *IMDB, *ISBN, "movielensid", "googleid")
OUT_OF_TEN = ("ratingoutof10", "rating10")
DATES = ("date", "ratedat", "daterated", "watchedat", "watcheddate")
TYPES: dict[str, ItemType] = {"movie": "movie", "movies": "movie", "film": "movie", "book": "book", "books": "book"}


def generic_reader(table: CsvText) -> Understand | None:
    """How to read the rows of this CSV; None where no column says which film or book is meant."""
    return read_anything if table.columns & {"title", *IDS} else None


def read_anything(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row with whichever of the columns there are. Raises `BadCell`."""
    item = _item(row)
    date = moment(row.cell(*DATES), "date", now)
    rating = stars_out_of_ten(row.cell(*OUT_OF_TEN), "rating out of 10") or half_stars(row.cell("rating"))
    marked_at = date or now.isoformat()
    likes = _is_marked(row, "like", "liked")
    entry = known(
        **item,
        rating=rating,
        rated_at=date if rating else None,
        watchlist_at=marked_at if _is_marked(row, "watchlist") else None,
        hidden_at=marked_at if _is_marked(row, "hidden") else None,
        seen_at=marked_at if _is_marked(row, "seen") else None,
        favorite_at=marked_at if _is_marked(row, "favorite", "favourite") else None,
        opinion="like" if likes else None,
        opinion_at=marked_at if likes else None,
    )
    return with_viewing(entry, moment(row.cell("watchedat", "watcheddate"), "watched_at", now))


def _item(row: NamedRow) -> LibraryEntry:
    title = row.cell("title")
    item = known(
        title=title_text(title) if title else None,
        year=year_number(row.cell("year")),
        movielens_id=rounded_number(row.cell("movielensid"), "movielens_id"),
        tmdb_id=rounded_number(row.cell(*TMDB), "tmdb_id"),
        imdb_id=imdb_title(row.cell(*IMDB)),
        google_id=google_volume(row.cell("googleid")),
        isbn13=isbn13(row.cell(*ISBN)),
    )
    if not item.keys() - {"year"}:
        raise BadCell("neither a title nor an id")
    item_type = _item_type(row.cell("itemtype", "type"), item)
    return known(item_type=item_type, **item)


def _item_type(text: str, item: LibraryEntry) -> ItemType | None:
    """What the row says it is, else what its ids can only mean."""
    if text:
        if text.casefold() not in TYPES:
            raise BadCell(f"the type {shown(text)} is neither movie nor book; only films and books are kept")
        return TYPES[text.casefold()]
    if item.keys() & {"movielens_id", "tmdb_id", "imdb_id"}:
        return "movie"
    return "book" if item.keys() & {"google_id", "isbn13"} else None


def _is_marked(row: NamedRow, *columns: str) -> bool:
    return is_yes(row.cell(*columns), columns[0])
