"""The movies' part of a sync: changed, old and new movies, then more of each language in turn."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from api.errors import CineLibreError
from api.jobs.catalogue_writing import Record
from api.jobs.sync import tmdb
from api.jobs.sync.progress import CursorKey, Progress, all_of
from api.jobs.sync.source import Source, SourceRefused, SourceUnavailable
from api.jobs.sync.spans import MOST_PAGES, halves, parts, pieces, recent_span, whole_span
from api.readers.catalogue.tmdb import movie_record
from api.readers.parsing.cells import LANGUAGES, BadCell

PAGES_AT_ONCE = 5  # a hundred movies
DETAILS_AT_ONCE = 100
HELD_AT_ONCE = 5_000
MOST_LOST = 10  # of a hundred; with more, the source fails, not the movies
STALE_DAYS = 150  # TMDB's terms allow to keep data for six months
AGAIN_DAYS = 30  # after which a list that was read to its end starts over
CHANGES, FAILED = ("", "changes"), ("", "failed")


class MovieSync:
    """One run. The catalogue is to hold `wanted` movies of these languages together."""

    def __init__(self, source: Source, progress: Progress, languages: Sequence[str], wanted: int, today: date) -> None:
        self._source = source
        self._progress = progress
        self._languages = languages
        self._wanted = wanted
        self._today = today

    async def run(self) -> None:
        """Do all parts; each goes on where the last run stopped."""
        await self._progress.load()
        await self.again(self._progress.cursors.get(FAILED, []), MOST_LOST)
        await self.follow_changes()
        await self.again([int(one) for one in await self._progress.stale(STALE_DAYS, 5_000)])
        for language in self._languages:
            found, _ = await tmdb.discover(self._source, language, recent_span(self._today), 1)
            await self.add(found)
        await self.fill()

    async def run_by_export(self, tmdb_ids: Sequence[int]) -> None:
        """Add those of these movies that are missing, and do nothing else."""
        await self._progress.load()
        await self.add(tmdb_ids)

    async def again(self, tmdb_ids: Sequence[int], at_once: int = DETAILS_AT_ONCE) -> None:
        """Ask again about movies that are in the catalogue or could not be read."""
        for ids in parts(tmdb_ids, at_once):
            await self._read(ids)

    async def add(self, tmdb_ids: Sequence[int]) -> None:
        """Add the movies that are missing."""
        for ids in parts(list(dict.fromkeys(tmdb_ids)), HELD_AT_ONCE):
            held = set((await self._progress.held(ids))["ids"])
            await self.again([one for one in ids if str(one) not in held])

    async def follow_changes(self) -> None:
        """Ask again about our movies that changed since the last run; a first run has nothing to ask."""
        since = self._progress.cursors.get(CHANGES)
        if since is not None:
            first = max(date.fromisoformat(since) - timedelta(1), self._today - timedelta(STALE_DAYS))
            for start, end in pieces(first, self._today):
                for ids in parts(sorted(await tmdb.changed(self._source, start, end)), HELD_AT_ONCE):
                    held = await self._progress.held(ids)
                    await self.again(sorted(int(one) for one in held["ids"]))
        await self._progress.move({CHANGES: self._today.isoformat()})

    async def fill(self) -> None:
        """Read on in the lists of the language with the fewest movies, until there are as many as wanted."""
        await self._progress.move(self._begun())
        while True:
            by_language = (await self._progress.held())["by_language"]
            n_held = Counter({one: by_language.get(LANGUAGES.get(one, one) or "", 0) for one in self._languages})
            self._progress.expect(self._wanted - n_held.total())
            if n_held.total() >= self._wanted or not (pages := self._next_pages(n_held)):
                return
            found = await all_of(self._page(key, page) for key, page in pages)
            await self.add([one for ids, _ in found for one in ids])
            await self._progress.move(
                self._moved([(key, page, n) for (key, page), (_, n) in zip(pages, found, strict=True)])
            )

    async def _page(self, key: CursorKey, page: int) -> tuple[list[int], int]:
        """Return a page of a list; a page that TMDB refuses is reported and skipped."""
        try:
            return await tmdb.discover(self._source, *key, page)
        except SourceRefused as error:
            self._progress.run.failed(error.detail)
            return [], self._progress.cursors[key]["pages"] or 0

    def _begun(self) -> dict[CursorKey, Any]:
        """Return new cursors: of languages that have none, and of lists that were read to their end a while ago."""
        cursors = self._progress.cursors
        begun: dict[CursorKey, Any] = {}
        for language in self._languages:
            own = {key: position for key, position in cursors.items() if key[0] == language}
            if not own:
                begun[language, whole_span(self._today)] = {"next": 1, "pages": None}
            elif all(_is_read(position) for position in own.values()):
                last = max(str(position.get("read_on", "")) for position in own.values())
                if last <= (self._today - timedelta(AGAIN_DAYS)).isoformat():
                    begun |= dict.fromkeys(own)
                    begun[language, whole_span(self._today)] = {"next": 1, "pages": None}
        return begun

    def _next_pages(self, n_held: Counter[str]) -> list[tuple[CursorKey, int]]:
        """Return the next pages: each of the language with the fewest movies by then, in its least read list."""
        ahead = {key: int(position["next"]) for key, position in self._open().items()}
        expected = Counter(n_held)
        pages: list[tuple[CursorKey, int]] = []
        while ahead and len(pages) < PAGES_AT_ONCE and expected.total() < self._wanted:
            key = min(ahead, key=lambda one: (expected[one[0]], ahead[one], one[0], one[1]))
            pages.append((key, ahead[key]))
            ahead[key] += 1
            expected[key[0]] += 20
            position = self._progress.cursors[key]
            if position["pages"] is None or ahead[key] > position["pages"]:
                del ahead[key]
        return pages

    def _open(self) -> dict[CursorKey, Any]:
        return {
            key: position
            for key, position in self._progress.cursors.items()
            if key[0] in self._languages and not _is_read(position)
        }

    def _moved(self, read: list[tuple[CursorKey, int, int]]) -> dict[CursorKey, Any]:
        """Return the cursors after these pages; a list of more than 500 pages is read on in halves."""
        moved: dict[CursorKey, Any] = {}
        for (language, span), page, n_pages in read:
            parts = halves(span) if n_pages > MOST_PAGES else [span]
            if len(parts) > 1:
                moved[language, span] = None
                moved |= {(language, part): {"next": 1, "pages": None} for part in parts}
                continue
            position: dict[str, Any] = {"next": page + 1, "pages": min(n_pages, MOST_PAGES)}
            moved[language, span] = position | ({"read_on": self._today.isoformat()} if _is_read(position) else {})
        return moved

    async def _read(self, tmdb_ids: Sequence[int]) -> None:
        """Read and write up to a hundred movies; unreadable ones are reported and asked for again."""
        answers = dict(zip(tmdb_ids, await all_of(self._details(one) for one in tmdb_ids), strict=True))
        lost = [one for one, answer in answers.items() if isinstance(answer, CineLibreError)]
        if len(lost) > MOST_LOST:
            raise answers[lost[0]]
        told = {one: answer for one, answer in answers.items() if one not in lost}
        await self._progress.write(self._records(told), told)
        await self._remember(lost, set(tmdb_ids))
        await self._progress.write([], lost)  # so that the stale movies do not name them again

    def _records(self, told: dict[int, Any]) -> list[Record]:
        """Return the usable records; unusable ones are reported, and movies that TMDB no longer knows are counted."""
        records = []
        for tmdb_id, body in told.items():
            if body is None:
                self._progress.run.counts["n_gone"] += 1
                continue
            try:
                records.append(movie_record(body))
            except BadCell as error:
                self._progress.run.failed(f"TMDB movie {tmdb_id}: {error}")
        return records

    async def _details(self, tmdb_id: int) -> Any:
        try:
            return await tmdb.details(self._source, tmdb_id)
        except (SourceUnavailable, SourceRefused) as error:
            self._progress.run.failed(error.detail)
            return error

    async def _remember(self, lost: list[int], asked: set[int]) -> None:
        before = self._progress.cursors.get(FAILED, [])
        after = sorted({one for one in before if one not in asked} | set(lost))
        if after != before:
            await self._progress.move({FAILED: after or None})


def _is_read(position: Any) -> bool:
    return position["pages"] is not None and position["next"] > position["pages"]
