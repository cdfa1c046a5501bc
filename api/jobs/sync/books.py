"""The books' part of a sync: what grew old, then more of every subject in turn, within a day's budget."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from api.catalogue_writing import Record
from api.errors import CineLibreError
from api.jobs.sync.progress import Place, Progress
from api.jobs.sync.source import QuotaSpent, Source, SourceRefused, SourceUnavailable
from api.readers.answers import entries, field, text
from api.readers.cells import BadCell
from api.readers.google_volumes import book_record
from api.settings import Settings

SUBJECTS = (
    "fiction", "fantasy", "science fiction", "mystery", "thriller", "romance", "historical fiction", "horror",
    "adventure", "classics", "poetry", "drama", "short stories", "young adult fiction", "juvenile fiction", "comics",
    "biography", "autobiography", "history", "philosophy", "psychology", "science", "nature", "travel", "art", "music",
    "religion", "politics", "economics", "business", "self-help", "health", "cooking", "humor", "true crime",
    "technology", "mathematics", "indian literature",
)  # fmt: skip
PER_SECOND = 5
PAGE = 40
LAST_START = 960  # Google shows a thousand or so of a list, whatever it says there are
BARREN_PAGES = 2  # in a row without anything new: the list repeats itself
STALE_DAYS = 150
TRIAL_BUDGET = 20  # requests a day without a key
MOST_LOST = 5  # in a row: it is not the volumes that fail
VOLUME = (
    "id,volumeInfo(title,subtitle,authors,publisher,publishedDate,description,industryIdentifiers,pageCount,"
    "categories,averageRating,ratingsCount,maturityRating,imageLinks/thumbnail,language)"
)


def open_google_books(settings: Settings) -> Source:
    """Google Books, with the key where there is one."""
    key = settings.google_books_api_key
    return Source(
        "Google Books",
        settings.google_books_url,
        params={"key": key.get_secret_value()} if key else None,
        per_second=PER_SECOND,
    )


def daily_budget(settings: Settings) -> int:
    """Requests that may be made a day; without a key just enough to try it."""
    budget = settings.google_books_daily_budget
    return budget if settings.google_books_api_key else min(budget, TRIAL_BUDGET)


class BookSync:
    """One run. `wanted` is how many books the catalogue is to hold, `budget` how many requests a day may have."""

    def __init__(
        self, source: Source, progress: Progress, wanted: int, budget: int, subjects: Sequence[str] = SUBJECTS
    ) -> None:
        self._source = source
        self._progress = progress
        self._wanted = wanted
        self._budget = budget
        self._subjects = subjects
        self._today = date.today()

    async def run(self) -> None:
        """Both parts; ends without an error where the day's budget is spent, in the database or at Google."""
        await self._progress.load()
        try:
            await self.fill()
            await self.renew()
        except QuotaSpent as spent:
            self._progress.run.counts["n_budget_spent"] += 1
            self._progress.run.errors.append(spent.detail)

    async def renew(self) -> None:
        """Asks anew about the books that were asked about longest ago."""
        n_lost = 0
        for google_id in await self._progress.stale(STALE_DAYS, self._budget):
            try:
                body = await self._get(f"volumes/{google_id}", fields=VOLUME)
                n_lost = 0
            except (SourceUnavailable, SourceRefused) as error:
                self._lose(error, n_lost := n_lost + 1)
                continue
            records = self._records([body] if body else [], None)
            await self._progress.write(records, [google_id] if body else [], [] if body else [google_id])

    async def fill(self) -> None:
        """Reads on in the list of the subject that was read least far, until there are as many as wanted."""
        n_lost = 0
        while (await self._progress.held())["n"] < self._wanted and (place := self._next()):
            position = self._progress.cursors.get(place, {"start": 0, "barren": 0})
            try:
                body = await self._page(place[1], position["start"])
                n_lost = 0
            except (SourceUnavailable, SourceRefused) as error:
                self._lose(error, n_lost := n_lost + 1)
                await self._progress.move({place: self._after(position, None, 0)})
                continue
            found = self._records(entries(body, "items"), place[1])
            new = await self._without_twins(found)
            before = self._progress.run.counts["n_new"]
            await self._progress.write(new, [record["google_id"] for record in new])
            n_new = self._progress.run.counts["n_new"] - before
            await self._progress.move({place: self._after(position, field(body, "items"), n_new)})

    def _next(self) -> Place | None:
        """The subject whose list was read least far and not to its end; lists are read anew after a while."""
        again = (self._today - timedelta(STALE_DAYS)).isoformat()
        cursors = self._progress.cursors
        starts = {}
        for place in (("", subject) for subject in self._subjects):
            position = cursors.get(place, {"start": 0})
            if position.get("read_on", "") <= again and position.get("read_on"):
                cursors[place] = position = {"start": 0, "barren": 0}
            if not position.get("read_on"):
                starts[place] = position["start"]
        return min(starts, key=lambda place: starts[place], default=None)

    def _after(self, position: Any, items: Any, n_new: int) -> dict[str, Any]:
        """Where a list's cursor stands after a page."""
        barren = 0 if n_new else position["barren"] + 1
        start = position["start"] + PAGE
        is_read = items == [] or start > LAST_START or barren >= BARREN_PAGES
        return {"start": start, "barren": barren, **({"read_on": self._today.isoformat()} if is_read else {})}

    async def _page(self, subject: str, start: int) -> Any:
        found = await self._get(
            "volumes",
            q=f'subject:"{subject}"',
            startIndex=start,
            maxResults=PAGE,
            printType="books",
            orderBy="relevance",
            fields=f"totalItems,items({VOLUME})",
        )
        return {"items": [], **(found if isinstance(found, dict) else {})}

    async def _get(self, path: str, **params: Any) -> Any:
        if not await self._progress.spend(1, self._budget):
            raise QuotaSpent(
                f"Today's {self._budget} requests to Google Books are spent: the next run goes on from here."
            )
        return await self._source.get(path, **params)

    def _records(self, bodies: Any, subject: str | None) -> list[Record]:
        """What can be used, each volume once; what cannot is named."""
        found: dict[str, Record] = {}
        for body in bodies:
            try:
                record = book_record(body, subject)
                found.setdefault(record["google_id"], record)
            except BadCell as error:
                self._progress.run.failed(f"Google Books volume {text(field(body, 'id'), 40)}: {error}")
        return list(found.values())

    async def _without_twins(self, records: list[Record]) -> list[Record]:
        """The first of every book: another edition of one, by title and author, is another volume of Google's."""
        known = await self._progress.twins(records)
        taken: set[tuple[str, str]] = set()
        new = []
        for place, record in enumerate(records):
            names = {(record["title"].casefold(), author.casefold()) for author in record["authors"]}
            if place in known or names & taken:
                self._progress.run.counts["n_twins"] += 1
                continue
            taken |= names
            new.append(record)
        return new

    def _lose(self, error: CineLibreError, n_in_a_row: int) -> None:
        if n_in_a_row >= MOST_LOST or isinstance(error, SourceUnavailable):
            raise error
        self._progress.run.failed(error.detail)
