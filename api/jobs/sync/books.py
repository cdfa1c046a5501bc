"""The books' part of a sync: refresh old books, then read more of each subject in turn, within a day's budget."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from api.errors import CineLibreError
from api.jobs.catalogue_writing import Record
from api.jobs.sync.google_books import PAGE, list_volumes, read_volume
from api.jobs.sync.progress import CursorKey, Progress
from api.jobs.sync.source import QuotaSpent, Source, SourceRefused, SourceUnavailable
from api.readers.catalogue.google_volumes import book_record
from api.readers.parsing.answers import entries, field, text
from api.readers.parsing.cells import BadCell

SUBJECTS = (
    "fiction", "fantasy", "science fiction", "mystery", "thriller", "romance", "historical fiction", "horror",
    "adventure", "classics", "poetry", "drama", "short stories", "young adult fiction", "juvenile fiction", "comics",
    "biography", "autobiography", "history", "philosophy", "psychology", "science", "nature", "travel", "art", "music",
    "religion", "politics", "economics", "business", "self-help", "health", "cooking", "humor", "true crime",
    "technology", "mathematics", "indian literature",
)  # fmt: skip
LAST_START = 960  # Google shows about a thousand entries of a list, however many it claims
BARREN_PAGES = 2  # in a row without a usable volume
STALE_DAYS = 150
MOST_LOST = 5  # in a row; then the source fails, not the volumes
MOST_TRIES = 3  # runs, after which an unreadable page is skipped
FAILED = ("", "failed")  # the cursor of volumes that could not be read


class BookSync:
    """One run. The catalogue is to hold `wanted` books; at most `most_stale` of them are asked about again."""

    def __init__(
        self, source: Source, progress: Progress, wanted: int, most_stale: int, subjects: Sequence[str] = SUBJECTS
    ) -> None:
        self._source = source
        self._progress = progress
        self._wanted = wanted
        self._most_stale = most_stale
        self._subjects = subjects
        self._today = date.today()
        self._aside: dict[CursorKey, Any] = {}  # lists with an unreadable page in this run, and their next positions

    async def run(self) -> None:
        """Do both parts; end without an error if the day's budget is spent, in the database or at Google."""
        await self._progress.load()
        try:
            await self.renew()
            await self.fill()
        except QuotaSpent as spent:
            self._progress.run.counts["n_budget_spent"] += 1
            self._progress.run.errors.append(spent.detail)

    async def renew(self) -> None:
        """Ask again about the books that could not be read, then about those checked longest ago."""
        for google_id in self._progress.cursors.get(FAILED, []):
            await self._read(google_id)
        n_lost = 0
        for google_id in await self._progress.stale(STALE_DAYS, self._most_stale):
            error = await self._read(google_id)
            n_lost = n_lost + 1 if error else 0
            if error and n_lost >= MOST_LOST:
                raise error

    async def _read(self, google_id: str) -> CineLibreError | None:
        """Read and write a volume; if Google does not answer, record the volume so that the next run asks again."""
        lost = set(self._progress.cursors.get(FAILED, []))
        try:
            body = await read_volume(self._source, google_id)
        except (SourceUnavailable, SourceRefused) as error:
            self._progress.run.failed(error.detail)
            is_refused = isinstance(error, SourceRefused)  # asking again would not help
            await self._remember(lost - {google_id} if is_refused else lost | {google_id})
            await self._progress.write([], [google_id])  # so that the next run does not ask twice
            return error
        if body is None:
            self._progress.run.counts["n_gone"] += 1
        await self._progress.write(self._records([body] if body else [], None), [google_id])
        await self._remember(lost - {google_id})
        return None

    async def _remember(self, lost: set[str]) -> None:
        if lost != set(self._progress.cursors.get(FAILED, [])):
            await self._progress.move({FAILED: sorted(lost) or None})

    async def fill(self) -> None:
        """Read on in the list of the subject that was read least far, until there are as many books as wanted."""
        n_lost, n_held = 0, (await self._progress.held())["n"]
        while n_held < self._wanted and (key := self._next()):
            self._progress.expect(self._wanted - n_held)
            position = self._progress.cursors.get(key, {"start": 0, "barren": 0})
            try:
                body = await list_volumes(self._source, key[1], position["start"])
            except (SourceUnavailable, SourceRefused) as error:
                n_lost += 1
                self._lose(key, position, error, n_lost)
                continue
            found = self._records(entries(body, "items"), key[1])
            new = await self._without_twins(found)
            await self._progress.write(new, [record["google_id"] for record in new])
            held = await self._progress.held(record["google_id"] for record in found)
            n_lost, n_held = 0, held["n"]
            moved = {key: self._after(position, field(body, "items"), bool(held["ids"]))}
            await self._progress.move(moved | self._counted())
        if self._source.counts["n_answered"]:
            await self._progress.move(self._counted())

    def _next(self) -> CursorKey | None:
        """Return the subject whose list was read least far and not to its end. After a while, lists start over."""
        again = (self._today - timedelta(STALE_DAYS)).isoformat()
        cursors = self._progress.cursors
        starts = {}
        for key in (("", subject) for subject in self._subjects):
            position = cursors.get(key, {"start": 0})
            if position.get("read_on", "") <= again and position.get("read_on"):
                cursors[key] = position = {"start": 0, "barren": 0}
            if not position.get("read_on") and key not in self._aside:
                starts[key] = position["start"]
        return min(starts, key=lambda key: starts[key], default=None)

    def _after(self, position: Any, items: Any, is_of_use: bool) -> dict[str, Any]:
        """Return a list's cursor after a page. It is the same if a page that was written already is read again."""
        barren = 0 if is_of_use else position["barren"] + 1
        start = position["start"] + PAGE
        is_read = items == [] or start > LAST_START or barren >= BARREN_PAGES
        return {"start": start, "barren": barren, **({"read_on": self._today.isoformat()} if is_read else {})}

    def _lose(self, key: CursorKey, position: Any, error: CineLibreError, n_in_a_row: int) -> None:
        """Skip a page that is refused; leave a page with a passing failure for the next runs."""
        if n_in_a_row >= MOST_LOST:
            raise error
        self._progress.run.failed(error.detail)
        n_tries = position.get("tries", 0) + 1
        if isinstance(error, SourceRefused) or n_tries >= MOST_TRIES:
            passed = self._after(position, None, False)
        else:
            passed = position | {"tries": n_tries}
        self._aside[key] = passed

    def _counted(self) -> dict[CursorKey, Any]:
        """Return the cursors of lists put aside. They are stored once another request succeeds: then those pages
        failed.
        """
        return {key: position for key, position in self._aside.items() if self._progress.cursors.get(key) != position}

    def _records(self, bodies: Any, subject: str | None) -> list[Record]:
        """Return the usable records, each volume once; unusable ones are reported."""
        found: dict[str, Record] = {}
        for body in bodies:
            try:
                record = book_record(body, subject)
                found.setdefault(record["google_id"], record)
            except BadCell as error:
                self._progress.run.failed(f"Google Books volume {text(field(body, 'id'), 40)}: {error}")
        return list(found.values())

    async def _without_twins(self, records: list[Record]) -> list[Record]:
        """Keep the first volume of each book; another edition, by ISBN or by title and author, is a twin."""
        twins = await self._progress.twins(records)
        if twins:
            self._progress.run.counts["n_twins"] += len(twins)
        return [record for position, record in enumerate(records) if position not in twins]
