"""Readers who search, ask what they might like, rate and tell what they did, all at once."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import NamedTuple

from api.db import Database
from api.security.tokens import Claims, write_token
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.load import Answer, Answers, Connection, get, post
from tests.benchmarks.setups import searches

N_ITEMS = 240  # of the demo catalogue
N_FIRST_RATINGS = 8
N_COLD = 4  # every fourth reader has rated nothing yet
BATCH = 10
EVENTS = ["like", "watch", "seen", "favorite", "watchlist_add", "watchlist_remove", "dislike", "unlike"]
REFUSED_SECONDS = 0.5
# What readers do, and how often beside the others.
MIX = {"search": 3, "personalised": 3, "rate": 2, "interactions": 2}


class Reader(NamedTuple):
    """An account, and what it shows."""

    user_id: int
    token: str


class Request(NamedTuple):
    """What is sent, and what is noted of its answer."""

    sent: bytes
    note: Callable[[Answer], None] = lambda answer: None


async def make_readers(db: Database, n_readers: int, secret: str) -> list[Reader]:
    """New accounts, most of which have rated something and have neighbors."""
    dice = random.Random(7)
    readers, started = [], time.time_ns()
    for number in range(n_readers):
        made = await db.one(
            "register_user",
            email=f"reader{number}.{started}@example.com",
            password_hash="none",
            name=None,
            timezone="UTC",
        )
        claims = Claims(made["user"]["id"], made["token_version"])
        readers.append(Reader(claims.user_id, write_token(claims, secret, timedelta(days=1))))
        if number % N_COLD == 0:
            continue
        who = {"caller_id": claims.user_id, "caller_version": claims.version}
        for item_id in dice.sample(range(1, N_ITEMS + 1), N_FIRST_RATINGS):
            await db.one("rate_item", item_id=item_id, rating=dice.randint(1, 10) / 2, **who)
        await db.one("refresh_neighbors", user_id=claims.user_id)
    return readers


class Traffic:
    """The load: a bounded number of clients, each for some of the readers and one request at a time.

    A client that is told when to try again waits so long. Answers are noted by `scene` and kind of request; one
    that lasted from a scene into the next counts to the one that is named in `marked`.
    """

    def __init__(self, port: int, readers: list[Reader], ledger: Ledger) -> None:
        self.scene = "traffic"
        self.marked = ""
        self.answers: dict[str, dict[str, Answers]] = defaultdict(lambda: defaultdict(Answers))
        self._port = port
        self._readers = readers
        self._ledger = ledger
        self._numbers = count(time.time_ns())
        self._searches = searches()
        self._n_left = 0

    async def drive(self, n_clients: int, seconds: float, n_requests: int = 10**9) -> None:
        """Until the time has passed or so much was asked, and the last answer is here."""
        self._n_left, deadline = n_requests, time.perf_counter() + seconds
        await asyncio.gather(*(self._client(place, n_clients, deadline) for place in range(n_clients)))

    async def _client(self, place: int, n_clients: int, deadline: float) -> None:
        connection, dice, mine = Connection(self._port), random.Random(place), self._readers[place::n_clients]
        while time.perf_counter() < deadline and self._n_left > 0:
            self._n_left -= 1
            [kind] = dice.choices(list(MIX), list(MIX.values()))
            answer = await self._ask(connection, kind, self._request(kind, dice.choice(mine), dice))
            pause = REFUSED_SECONDS if answer.status == "refused" else answer.retry_after_seconds or 0
            await asyncio.sleep(max(0, min(pause, deadline - time.perf_counter())))
        connection.close()

    async def _ask(self, connection: Connection, kind: str, request: Request) -> Answer:
        asked, before = time.perf_counter(), self.scene
        answer = await connection.exchange(request.sent)
        request.note(answer)
        scene = self.marked if self.marked in {before, self.scene} else before
        self.answers[scene][kind].note(answer, asked)
        return answer

    def _request(self, kind: str, reader: Reader, dice: random.Random) -> Request:
        if kind == "search":
            path = next(self._searches)
            return Request(get(path if dice.random() < 0.5 else path.replace("/semantic", "")))
        if kind == "personalised":
            return Request(get("/recommendations/personalized?limit=20", reader.token))
        return self._rating(reader, dice) if kind == "rate" else self._events(reader, dice)

    def _rating(self, reader: Reader, dice: random.Random) -> Request:
        item_id, stars = dice.randint(1, N_ITEMS), dice.randint(1, 10) / 2

        def note(answer: Answer) -> None:
            self._ledger.note_rating(reader.user_id, item_id, stars, is_acknowledged=answer.status == "200")

        return Request(post("/ratings", {"item_id": item_id, "rating": stars}, reader.token), note)

    def _events(self, reader: Reader, dice: random.Random) -> Request:
        """One event, or some together."""
        keys = [f"event-{next(self._numbers)}" for _ in range(dice.choice([1, BATCH]))]
        events = [
            {"interaction_type": dice.choice(EVENTS), "item_id": dice.randint(1, N_ITEMS), "idempotency_key": key}
            for key in keys
        ]

        def note(answer: Answer) -> None:
            if answer.status == "200":
                self._ledger.note_events(keys)

        path, body = ("/interactions", events[0]) if len(keys) == 1 else ("/interactions/batch", {"events": events})
        return Request(post(path, body, reader.token), note)
