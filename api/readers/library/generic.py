"""Any CSV with a title or an id in it: made by hand, or exported by other services."""

from dataclasses import dataclass, field
from datetime import datetime

from api.readers.library.records import EntryType, LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.authors import parted_names
from api.readers.parsing.cells import BadCell, rounded_number, shown, title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, google_volume, imdb_title, is_yes, isbn13, moment, year_number
from api.readers.parsing.star_scales import OUT_OF_TEN, StarScale, find_scale, nearest_half

TMDB = ("tmdbid", "tmdb")
IMDB = ("imdbid", "imdb")
ISBN = ("isbn13", "isbn", "isbn10", "isbns", "isbn/uid")
IDS = (*TMDB, *IMDB, *ISBN, "movielensid", "googleid")
AUTHORS = ("authors", "author")
OF_A_BOOK = (*AUTHORS, *ISBN, "googleid", "pages", "pagecount", "numpages", "numberofpages")
OF_A_MOVIE = (*TMDB, *IMDB, "movielensid", "director", "directors", "runtime", "runtime(mins)")
WATCHED = ("watchedat", "watcheddate", "datewatched")
READ = ("dateread", "readat", "datefinished", "finishedat")
DATES = ("date", "ratedat", "daterated")
ADDED = ("dateadded", "addedat", "listedat", "watchlistedat")
MARKS = ("like", "liked", "watchlist", "hidden", "seen", "favorite", "favourite")
DIARY_ENTRY = ("letterboxduri", "uri", "url", "rewatch", "reread")  # tell two viewings of one day apart
TYPES: dict[str, EntryType] = {
    **dict.fromkeys(("movie", "movies", "film", "films"), "movie"),
    **dict.fromkeys(("book", "books", "ebook", "audiobook", "novel"), "book"),
}  # fmt: skip


def generic_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if no column says which film or book is meant."""
    if not table.columns & {"title", *IDS}:
        return None
    return AnyFile(find_scale(table), _type_of_all(table)).read


@dataclass(frozen=True)
class AnyFile:
    """What all rows of one file have in common."""

    scale: StarScale
    item_type: EntryType | None  # of every row, if the columns tell
    viewings: Viewings = field(default_factory=Viewings)

    def read(self, row: NamedRow, now: datetime) -> LibraryEntry:
        """Read a row with whichever of the columns there are. Raises `BadCell`."""
        notes = Notes()
        item = self._item(row, notes)
        watched = notes.unless_spoilt(watched_on, row.cell(*WATCHED, *READ), "watched_at", now)
        date = notes.unless_spoilt(moment, row.cell(*DATES), "date", now) or (watched.at if watched else None)
        added = None if date else notes.unless_spoilt(moment, row.cell(*ADDED), "date added", now)
        rating = nearest_half(row.cell(*OUT_OF_TEN), "rating out of 10", 10) or self.scale.read(row)
        stars = known(rating=rating, rated_at=(date or added) if rating else None, notes=notes)
        entry: LibraryEntry = {**item, **stars, **_marks(row, date or added, now)}
        return self.viewings.add(entry, watched, " ".join(row.cell(name) for name in DIARY_ENTRY))

    def _item(self, row: NamedRow, notes: Notes) -> LibraryEntry:
        title = row.cell("title")
        item = known(
            title=title_text(title) if title else None,
            year=notes.unless_spoilt(year_number, row.cell("year")),
            movielens_id=notes.unless_spoilt(rounded_number, row.cell("movielensid"), "movielens_id"),
            tmdb_id=notes.unless_spoilt(rounded_number, row.cell(*TMDB), "tmdb_id"),
            imdb_id=notes.unless_spoilt(imdb_title, row.cell(*IMDB)),
            google_id=notes.unless_spoilt(google_volume, row.cell("googleid")),
            isbn13=_first_isbn(row, notes),
        )
        if not item.keys() - {"year"}:
            raise BadCell(notes[0].partition("; the row")[0] if notes else "neither a title nor an id")
        item_type = _item_type(row, item) or self.item_type
        authors = notes.unless_spoilt(parted_names, row.cell(*AUTHORS)) if item_type == "book" else None
        return known(item_type=item_type, authors=authors, **item)


def _first_isbn(row: NamedRow, notes: Notes) -> str | None:
    """Return the first cell that is an ISBN; a note about a wrong one is made only if no cell is right."""
    spoilt = Notes()
    for column in filter(row.cells.__contains__, ISBN):
        if found := spoilt.unless_spoilt(isbn13, row.cell(column), "isbn"):
            return found
    notes += spoilt
    return None


def _item_type(row: NamedRow, item: LibraryEntry) -> EntryType | None:
    """Return the type that the row names, else the only one that its ids allow, else the one that its other cells
    suggest.
    """
    if text := row.cell("itemtype", "type"):
        if text.casefold() not in TYPES:
            raise BadCell(f"the type {shown(text)} is neither movie nor book; only films and books are kept")
        return TYPES[text.casefold()]
    if item.keys() & {"movielens_id", "tmdb_id", "imdb_id"}:
        return "movie"
    return "book" if row.cell(*OF_A_BOOK) else "movie" if row.cell(*OF_A_MOVIE) else None


def _type_of_all(table: CsvText) -> EntryType | None:
    """Return book if nine rows of ten are books and no column is a film's; then the other rows are books too."""
    if not table.columns & set(OF_A_BOOK) or table.columns & {*OF_A_MOVIE, "itemtype", "type"}:
        return None
    says = [bool(row.cell(*OF_A_BOOK)) for row in table.read_rows() if isinstance(row, NamedRow)]
    return "book" if sum(says) >= 0.9 * len(says) else None


def _marks(row: NamedRow, dated: str | None, now: datetime) -> LibraryEntry:
    if row.cells.keys().isdisjoint(MARKS):
        return {}
    marked_at = dated or now.isoformat()
    likes = _is_marked(row, "like", "liked")
    return known(
        watchlist_at=marked_at if _is_marked(row, "watchlist") else None,
        hidden_at=marked_at if _is_marked(row, "hidden") else None,
        seen_at=marked_at if _is_marked(row, "seen") else None,
        favorite_at=marked_at if _is_marked(row, "favorite", "favourite") else None,
        opinion="like" if likes else None,
        opinion_at=marked_at if likes else None,
    )


def _is_marked(row: NamedRow, *columns: str) -> bool:
    return is_yes(row.cell(*columns), columns[0])
