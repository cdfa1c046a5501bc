"""MovieLens' tags.csv: what people wrote on movies, as keywords."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from api.readers.parsing.cells import BadCell, whole_number
from api.readers.parsing.csv_files import BadRow, CsvFile, CsvRow

COLUMNS = ("userId", "movieId", "tag")
MOST_KEYWORDS = 20  # of one movie
LONGEST_TAG = 40  # characters; a longer tag is a remark, not a keyword
MOST_OF_ONE_PERSON = 30  # movies; a tag that one person alone used on more is a list of theirs ("in netflix queue")


class Tags:
    """The tags of a folder of MovieLens; older folders have none. Raises `InvalidInput` if it is another file."""

    def __init__(self, folder: Path) -> None:
        path = folder / "tags.csv"
        self._file = CsvFile(path, COLUMNS) if path.exists() else None
        self._people: dict[str, set[int]] = defaultdict(set)
        self._of_movie: dict[int, Counter[str]] = defaultdict(Counter)
        self._n_movies: Counter[str] = Counter()

    def read(self) -> Iterator[BadRow]:
        """Read all tags anew; yield the bad rows."""
        for counted in (self._people, self._of_movie, self._n_movies):
            counted.clear()
        for row in self._file.read_rows() if self._file else ():
            if isinstance(row, BadRow):
                yield row
            else:
                try:
                    self._take(row)
                except BadCell as error:
                    yield self._file.bad(row.line, str(error))  # type: ignore[union-attr]

    def keywords_of(self, movielens_id: int) -> list[str]:
        """Return the tags of a movie that most people gave, at most twenty."""
        tags = self._of_movie.get(movielens_id, Counter())
        told = (tag for tag, _ in sorted(tags.items(), key=lambda given: -given[1]) if self._tells_of_movies(tag))
        return list(islice(told, MOST_KEYWORDS))

    def _take(self, row: CsvRow) -> None:
        user_id, movie_id, text = row.cells
        rater, movielens_id = whole_number(user_id, "userId"), whole_number(movie_id, "movieId")
        tag = " ".join(text.lower().split())
        if 0 < len(tag) <= LONGEST_TAG:
            self._people[tag].add(rater)
            self._n_movies[tag] += tag not in self._of_movie[movielens_id]
            self._of_movie[movielens_id][tag] += 1

    def _tells_of_movies(self, tag: str) -> bool:
        return len(self._people[tag]) > 1 or self._n_movies[tag] <= MOST_OF_ONE_PERSON
