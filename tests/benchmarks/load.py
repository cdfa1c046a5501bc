"""A lean HTTP client and the loads made of it, so that what is measured is the server."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

ANSWER_SECONDS = 120
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_RETRY_AFTER = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)


class Answer(NamedTuple):
    """What came back: HTTP's status or one of those that `Answers` names, the head and the body."""

    status: str
    head: bytes = b""
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The status, of an error with its name; a 503 that does not say when to try again is told apart."""
        if not self.status.startswith(("4", "5")):
            return self.status
        name = re.search(rb'"error": *"(\w+)"', self.body)
        told = f"{self.status} {name[1].decode() if name else 'of another shape'}"
        return told if self.status != "503" or self.retry_after_seconds else f"{told} without Retry-After"

    @property
    def retry_after_seconds(self) -> int | None:
        """When to try again, where it says so."""
        found = _RETRY_AFTER.search(self.head)
        return int(found[1]) if found else None


@dataclass
class Answers:
    """What a load was answered: how many of every status, the milliseconds of each 200, the seconds in all.

    Besides HTTP's there are three statuses: `refused` (no connection), `cut` (no whole answer), `late`.
    `cut_asked` holds when each of the cut was asked, by `time.perf_counter`.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    cut_asked: list[float] = field(default_factory=list)
    seconds: float = 0

    @property
    def per_second(self) -> float:
        """Answers of status 200 a second."""
        return len(self.ms) / self.seconds

    async def ask(self, connection: "Connection", question: str | bytes) -> str:
        """Asks once, a path or a whole request, and notes the answer; returns its status."""
        asked = time.perf_counter()
        answer = await connection.exchange(get(question) if isinstance(question, str) else question)
        self.note(answer, asked)
        return answer.status

    def note(self, answer: Answer, asked: float) -> None:
        """Notes an answer that is here now to what was `asked` then, by `time.perf_counter`."""
        self.statuses[answer.status] += 1
        self.kinds[answer.kind] += 1
        if answer.status == "200":
            self.ms.append((time.perf_counter() - asked) * 1000)
        elif answer.status == "cut":
            self.cut_asked.append(asked)


def get(path: str, token: str = "") -> bytes:
    """A GET as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{_bearer(token)}\r\n".encode()


def post(path: str, body: Any, token: str = "") -> bytes:
    """A POST of JSON as it goes over the wire."""
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{_bearer(token)}"
    return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent


def _bearer(token: str) -> str:
    return f"Authorization: Bearer {token}\r\n" if token else ""


class Connection:
    """One kept connection to a port of this machine, opened when it is first needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> bool:
        """Whether there is a connection now."""
        try:
            self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        return True

    async def get(self, path: str) -> str:
        """The status of one GET; see `exchange`."""
        return (await self.exchange(get(path))).status

    async def exchange(self, request: bytes) -> Answer:
        """The answer to a request, once its body has been read; see `Answers` for what else there is."""
        if not await self.open():
            return Answer("refused")
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._answer(request)
        except TimeoutError:
            self.close()
            return Answer("late")
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return Answer("cut")

    async def _answer(self, request: bytes) -> Answer:
        assert self._streams
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        assert length, f"an answer without a length: {head!r}"
        body = await reader.readexactly(int(length[1]))
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answer(head[9:12].decode(), head, body)

    def close(self) -> None:
        """Closes the connection; the next `get` opens another."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


async def load(port: int, questions: Iterable[str | bytes], n_clients: int, seconds: float = ANSWER_SECONDS) -> Answers:
    """`n_clients`, each on a kept connection, ask `questions` between them, for `seconds` at most."""
    answers, waiting, started = Answers(), iter(questions), time.perf_counter()
    clients = (_client(port, waiting, answers, started + seconds) for _ in range(n_clients))
    await asyncio.gather(*clients)
    answers.seconds = time.perf_counter() - started
    return answers


async def _client(port: int, waiting: Iterator[str | bytes], answers: Answers, deadline: float) -> None:
    connection = Connection(port)
    for question in waiting:
        if await answers.ask(connection, question) == "refused" or time.perf_counter() > deadline:
            break
    connection.close()


async def probe(port: int, path: str, n_probes: int, every_seconds: float) -> Answers:
    """Asks for `path` at a steady pace, each time on a new connection, as a platform's checks do.

    A slow answer does not delay the next question, so what is slow is not asked less often.
    """
    answers, started = Answers(), time.perf_counter()

    async def ask_at(seconds: float) -> None:
        await asyncio.sleep(seconds)
        connection = Connection(port)
        await answers.ask(connection, path)
        connection.close()

    await asyncio.gather(*(ask_at(number * every_seconds) for number in range(n_probes)))
    answers.seconds = time.perf_counter() - started
    return answers


def percentile(values: list[float], percent: int) -> float:
    """The least of `values` that `percent` of them do not exceed; nan of none."""
    if not values:
        return float("nan")
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]
