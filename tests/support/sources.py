"""A server that answers like TMDB and like Google Books, with their limits and with faults, the same for the same seed.

Films and books are made up by number. Every answer has the shape of the real one.
"""

import asyncio
import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from api.readers.parsing.isbn import with_check_digit
from tests.support.waiting import PATIENCE

WORDS = [
    "river", "monsoon", "teacher", "village", "train", "letter", "storm", "daughter", "thief", "wedding", "temple",
    "desert", "singer", "harvest", "border", "market", "boxer", "lantern", "orchard", "ferry", "palace", "detective",
    "strike", "cricket", "widow", "uncle", "forest", "mirror", "tailor", "stranger", "bridge", "drum",
]  # fmt: skip
GENRES = ((18, "Drama"), (28, "Action"), (35, "Comedy"), (10749, "Romance"), (53, "Thriller"), (36, "History"))
PAGE = 20


@dataclass
class Faults:
    """How often what goes wrong: a limit on requests a second, shares of all answers, and how long each takes."""

    per_second: int | None = None
    dropped: float = 0.0
    html: float = 0.0
    truncated: float = 0.0
    failed: float = 0.0
    retry_after: str = "1"
    seconds: float = 0.0


@dataclass
class World:
    """What the sources know. `films` by language; `quota` of Google's requests; `shelf`, if any, is every list's."""

    films: dict[str, int] = field(default_factory=dict)
    n_books: int = 400
    shelf: list[dict[str, Any]] | None = None
    quota: int | None = None
    changed: list[int] = field(default_factory=list)
    edited: dict[int, dict[str, Any]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    first_day: date = date(1960, 1, 1)
    today: date = date(2026, 11, 25)

    def ids(self, language: str) -> range:
        """The ids of a language's films, the most popular first."""
        start = 1000 + 100_000 * sorted(self.films).index(language)
        return range(start, start + self.films[language])

    def language_of(self, tmdb_id: int) -> str | None:
        """Whose film it is."""
        return next((language for language in self.films if tmdb_id in self.ids(language)), None)

    def released(self, tmdb_id: int) -> date:
        """Spread over the years, whatever the popularity."""
        days = (self.today - self.first_day).days
        return self.first_day + timedelta(tmdb_id * 7919 % days)

    def film(self, tmdb_id: int) -> dict[str, Any] | None:
        """All of a film, as `movie/{id}` tells it with everything appended."""
        language = self.language_of(tmdb_id)
        if language is None or tmdb_id in self.gone:
            return None
        dice = random.Random(tmdb_id)
        words = dice.sample(WORDS, 8)
        rank = self.ids(language).index(tmdb_id)
        person = f"{words[0].title()} {words[1].title()}"
        return {
            "id": tmdb_id,
            "adult": False,
            "title": f"The {words[2]} and the {words[3]} {tmdb_id}",
            "original_title": f"{words[2]} {tmdb_id}",
            "original_language": language,
            "overview": f"A {words[4]} meets a {words[5]} by the {words[6]}; the {words[7]} of {tmdb_id} is gone.",
            "genres": [{"id": number, "name": name} for number, name in dice.sample(GENRES, 2)],
            "release_date": "" if tmdb_id % 97 == 0 else self.released(tmdb_id).isoformat(),
            "poster_path": None if tmdb_id % 50 == 0 else f"/{tmdb_id}.jpg",
            "popularity": f"{500 / (rank + 1):.3f}" if tmdb_id % 31 == 0 else round(500 / (rank + 1), 3),
            "vote_average": round(dice.uniform(3, 9), 1),
            "vote_count": 2000 // (rank + 1),
            "runtime": 90 + tmdb_id % 80,
            "imdb_id": f"tt{tmdb_id:07d}",
            "credits": {
                "cast": [{"name": f"{words[n].title()} Rao", "order": n} for n in (2, 0, 1)],
                "crew": [{"job": "Director", "name": person}, {"job": "Editor", "name": "Somebody"}],
            },
            "keywords": {"keywords": [{"id": 1, "name": words[4]}, {"id": 2, "name": words[5]}]},
            "external_ids": {"imdb_id": f"tt{tmdb_id:07d}"},
            "release_dates": {"results": [{"iso_3166_1": "IN", "release_dates": [{"certification": "UA"}]}]},
        } | self.edited.get(tmdb_id, {})

    def volume(self, number: int) -> dict[str, Any]:
        """A book, as a search lists it; every tenth is another edition of the one before."""
        dice = random.Random(number - 1 if number % 10 == 0 else number)
        words = dice.sample(WORDS, 8)
        told = {
            "title": f"The {words[0]} of the {words[1]} {number - 1 if number % 10 == 0 else number}",
            "authors": [f"{words[2].title()} {words[3].title()}"],
            "publishedDate": ("2004", "2011-03", "1998-07-14")[number % 3],
            "description": f"A {words[4]} leaves the {words[5]} for a <b>{words[6]}</b> nobody saw since {number}.",
            "industryIdentifiers": [{"type": "ISBN_13", "identifier": with_check_digit(f"978{number:09d}")}],
            "pageCount": 100 + number,
            "categories": ["Fiction / General"],
            "averageRating": 4.0,
            "ratingsCount": 10 + number,
            "imageLinks": {"thumbnail": f"http://books.google.com/books/content?id=v{number}"},
            "language": "en",
        }
        if number % 13 == 0:
            del told["description"]
        return {"kind": "books#volume", "id": f"v{number:06d}", "volumeInfo": told}


@dataclass(frozen=True)
class Question:
    """A request as it came: its path, its query, and its headers by their names in small letters."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Sources:
    """The server: `url` is TMDB's, `books_url` Google's."""

    def __init__(self, world: World, faults: Faults | None = None, seed: int = 1) -> None:
        self.world = world
        self.faults = faults or Faults()
        self.asked: Counter[str] = Counter()
        self.questions: list[Question] = []
        self.statuses: Counter[int] = Counter()
        self.most_per_second = 0
        self.port = 0
        self._dice = random.Random(seed)
        self._recent: deque[float] = deque()
        self._served = 0

    @property
    def url(self) -> str:
        """What TMDB_URL is set to."""
        return f"http://127.0.0.1:{self.port}/3"

    @property
    def books_url(self) -> str:
        """What GOOGLE_BOOKS_URL is set to."""
        return f"http://127.0.0.1:{self.port}/books/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers a connection's requests until it ends, or is dropped."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                question = _question(head.decode())
                self.questions.append(question)
                await asyncio.sleep(self.faults.seconds)
                answer = self._fault() or self._answer(question)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if answer.startswith(b"HTTP/1.1 200 TRUNCATED"):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _fault(self) -> bytes | None:
        now = time.monotonic()
        self._recent.append(now)
        while self._recent[0] < now - 1:
            self._recent.popleft()
        self.most_per_second = max(self.most_per_second, len(self._recent))
        faults, drawn = self.faults, self._dice.random()
        if faults.per_second and len(self._recent) > faults.per_second:
            self._recent.pop()
            body = {"status_code": 25, "status_message": "Your request count is over the allowed limit."}
            return self._http(429, body, f"Retry-After: {faults.retry_after}\r\n")
        for name in ("dropped", "html", "truncated", "failed"):
            share = getattr(faults, name)
            if drawn < share:
                return self._broken(name)
            drawn -= share
        return None

    def _broken(self, name: str) -> bytes:
        """An answer nobody can use; a dropped connection has none."""
        self.asked[name] += 1
        if name == "dropped":
            raise ConnectionResetError
        if name == "truncated":
            return b'HTTP/1.1 200 TRUNCATED\r\nContent-Length: 900\r\n\r\n{"id": 1, '
        page = b"<html><body>Back soon</body></html>"
        return self._raw(200 if name == "html" else 503, page, "text/html")

    def of(self, path: str) -> list[Question]:
        """The questions whose path begins so, in their order."""
        return [question for question in self.questions if question.path.startswith(path)]

    def _answer(self, question: Question) -> bytes | None:
        path, asked = question.path, question.query
        if path.startswith("/3/"):
            self.asked["tmdb " + ("movie" if path.removeprefix("/3/movie/").isdecimal() else path[3:])] += 1
            return self._http(*self._tmdb(path.removeprefix("/3/"), asked))
        self.asked["books"] += 1
        return self._http(*self._books(path.removeprefix("/books/v1/"), asked))

    def _tmdb(self, path: str, asked: dict[str, str]) -> tuple[int, Any]:
        world, page = self.world, int(asked.get("page", 1))
        if page > 500:
            return 400, {
                "status_code": 22,
                "status_message": "Invalid page: Pages start at 1 and max at 500.",
                "success": False,
            }
        if path == "discover/movie":
            first, last = asked["primary_release_date.gte"], asked["primary_release_date.lte"]
            ids = [
                one
                for one in world.ids(asked["with_original_language"])
                if first <= world.released(one).isoformat() <= last
            ]
            return 200, _page(page, [{"id": one, "adult": False} for one in ids])
        if path == "movie/changes":
            return 200, _page(page, [{"id": one, "adult": None} for one in world.changed])
        film = world.film(int(path.removeprefix("movie/")))
        return (200, film) if film else (404, {"status_code": 34, "status_message": "The resource could not be found."})

    def _books(self, path: str, asked: dict[str, str]) -> tuple[int, Any]:
        world = self.world
        if world.quota is not None and self.asked["books"] > world.quota:
            reason = {"reason": "dailyLimitExceeded", "message": "Daily Limit Exceeded"}
            return 403, {"error": {"code": 403, "message": "Daily Limit Exceeded", "errors": [reason]}}
        if path != "volumes":
            return 200, world.volume(int(path.removeprefix("volumes/v")))
        start, most = int(asked.get("startIndex", 0)), int(asked["maxResults"])
        if world.shelf is not None:
            return 200, {"kind": "books#volumes", "totalItems": 3541, "items": world.shelf[start : start + most]}
        offset = sum(map(ord, asked["q"])) % max(world.n_books, 1)
        found = [(offset + n) % world.n_books + 1 for n in range(start, min(start + most, world.n_books // 2))]
        return 200, {
            "kind": "books#volumes",
            "totalItems": 3541,
            **({"items": [world.volume(n) for n in found]} if found else {}),
        }

    def _http(self, status: int, body: Any, more: str = "") -> bytes:
        return self._raw(status, json.dumps(body).encode(), "application/json", more)

    def _raw(self, status: int, body: bytes, kind: str, more: str = "") -> bytes:
        self.statuses[status] += 1
        return (
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body
        )


def _question(head: str) -> Question:
    first, *lines = head.rstrip().split("\r\n")
    split = urlsplit(first.split(" ", 2)[1])
    return Question(
        unquote(split.path),
        {name: values[0] for name, values in parse_qs(split.query).items()},
        {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)},
    )


def _page(page: int, results: list[Any]) -> dict[str, Any]:
    n_pages = -(-len(results) // PAGE)
    return {
        "page": page,
        "results": results[(page - 1) * PAGE : page * PAGE],
        "total_pages": n_pages,
        "total_results": len(results),
    }


@contextmanager
def running_sources(world: World, faults: Faults | None = None, seed: int = 1) -> Iterator[Sources]:
    """The server on a port of its own, in a thread of its own."""
    sources, ready = Sources(world, faults, seed), threading.Event()
    ends: list[Callable[[], object]] = []

    async def serve() -> None:
        end = asyncio.Event()
        ends.append(lambda: loop.call_soon_threadsafe(end.set))
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(sources.serve, "127.0.0.1", 0)
        sources.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait(PATIENCE)
    try:
        yield sources
    finally:
        ends[0]()
        thread.join(PATIENCE)
