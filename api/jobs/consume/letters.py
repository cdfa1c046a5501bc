"""Dead letters: records that were refused, with their bytes, their key, their headers, and why."""

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import MessageSizeTooLargeError

from api.jobs.consume.events import Refused
from api.jobs.stream.connection import kafka_options
from api.settings import Settings

OURS = "dlq_"  # how the names of the headers begin that we add
MOST_KEPT = 100_000  # bytes of a value that is too large for the topic with our headers


class Letter(NamedTuple):
    """A record of the topic of dead letters; `origin` is the id by which people name it: topic:partition:offset."""

    origin: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]

    @property
    def ours(self) -> dict[str, str]:
        """Return what we wrote on it, by names without the prefix."""
        return {
            name.removeprefix(OURS): value.decode(errors="replace")
            for name, value in self.headers
            if name.startswith(OURS)
        }

    @property
    def reason(self) -> str:
        """Return the slug of why it was refused."""
        return self.ours.get("reason", "unknown")

    @property
    def refused_at(self) -> datetime:
        """Return when it was refused first."""
        return datetime.fromtimestamp(int(self.ours.get("at", "0")) / 1000, UTC)

    def again(self, refused: Refused) -> "Letter":
        """Return the letter as it is kept after another attempt."""
        new = {
            "reason": refused.reason,
            "detail": refused.detail,
            "retries": str(int(self.ours.get("retries", "0")) + 1),
        }
        kept = [(name, value) for name, value in self.headers if name.removeprefix(OURS) not in new]
        return self._replace(headers=kept + _headers(new))


def new_letter(record: ConsumerRecord, refused: Refused) -> Letter:
    """Return the letter for a record that was refused."""
    ours = {
        "reason": refused.reason,
        "detail": refused.detail,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "timestamp": str(record.timestamp),
        "at": str(int(time.time() * 1000)),
        "retries": "0",
    }
    theirs = [(name, value) for name, value in record.headers if not name.startswith(OURS)]
    return Letter(_origin(ours, record), record.key, record.value, theirs + _headers(ours))


def read_letter(record: ConsumerRecord) -> Letter:
    """Return the letter in a record of the topic of dead letters, whoever wrote it."""
    letter = Letter("", record.key, record.value, list(record.headers))
    return letter._replace(origin=_origin(letter.ours, record))


def _origin(ours: dict[str, str], record: ConsumerRecord) -> str:
    topic, partition, offset = record.topic, record.partition, record.offset
    return f"{ours.get('topic', topic)}:{ours.get('partition', partition)}:{ours.get('offset', offset)}"


def _headers(ours: dict[str, str]) -> list[tuple[str, bytes]]:
    return [(f"{OURS}{name}", value.encode()) for name, value in ours.items()]


def _cut(letter: Letter) -> tuple[Any, ...]:
    value, key = letter.value or b"", letter.key
    ours = [(name, text) for name, text in letter.headers if name.startswith(OURS)]
    return value[:MOST_KEPT], key and key[:MOST_KEPT], None, None, ours + _headers({"cut_from": str(len(value))})


class LetterBox:
    """Sends letters and returns once every replica in sync has them; a letter may arrive twice, never not at all."""

    def __init__(self, settings: Settings) -> None:
        self._topic = settings.kafka_topic_dlq
        self._options: dict[str, Any] = kafka_options(settings)
        self._producer: AIOKafkaProducer | None = None

    async def send(self, letters: list[Letter]) -> None:
        """Send letters, one after another. Raises a `KafkaError` if Kafka is away."""
        if not letters:
            return
        producer = self._producer or await self._connect()
        for letter in letters:
            try:
                await producer.send_and_wait(self._topic, letter.value, letter.key, None, None, letter.headers)
            except MessageSizeTooLargeError:  # with our headers; the whole record is where they say
                await producer.send_and_wait(self._topic, *_cut(letter))

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(**self._options, acks="all")
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer
        return producer

    async def close(self) -> None:
        """Close the connection."""
        if self._producer is not None:
            await self._producer.stop()
