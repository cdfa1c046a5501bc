"""Reads a topic again from a moment, apart from the group: its commits stay as they are."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from api.db import Database
from api.errors import InvalidInput, NotFound, Unavailable
from api.jobs.consume.applying import APPLIED, MOST_EVENTS, REPEATED, Outcome, apply_events
from api.jobs.consume.consumer import consumer_of
from api.jobs.consume.events import Refused, is_own, read_event
from api.jobs.consume.remembering import Memory
from api.jobs.stream.connection import kafka_options
from api.settings import Settings

STALLED_SECONDS = 60.0

Ends = dict[TopicPartition, int]


def horizon(settings: Settings) -> datetime:
    """Return since when the inbox knows what was applied."""
    return datetime.now(UTC) - timedelta(days=settings.kafka_inbox_days)


def check_moment(settings: Settings, since: datetime) -> datetime:
    """Return it. Raises `InvalidInput` for a time at which the inbox does not know any more what was applied."""
    if since < horizon(settings):
        raise InvalidInput(
            f"--from: The inbox knows the events of {settings.kafka_inbox_days} days (KAFKA_INBOX_DAYS), and an older"
            " one could count twice: take a later time, or beginning for all that it knows."
        )
    return since


class Replay:
    """Applies, or in a dry run judges, what a topic holds from a moment until the end it had when this began."""

    def __init__(self, db: Database, settings: Settings, topic: str, *, is_dry: bool) -> None:
        self.counts: Counter[str] = Counter(n_applied=0, n_repeated=0, n_refused=0)
        self.reasons: Counter[str] = Counter()
        self._db = db
        self._settings = settings
        self._topic = topic
        self._is_dry = is_dry
        self._memory = Memory()

    async def run(self, since: datetime) -> None:
        """Replay. Raises `NotFound` for an unknown topic, `Unavailable` if Kafka is away or silent for a minute."""
        async with reading(self._settings, self._topic) as consumer:
            ends = await _seek(consumer, since)
            async for records in pages(consumer, ends):
                await self._replay(records)

    async def _replay(self, records: list[ConsumerRecord]) -> None:
        read = [read_event(record.value) for record in records if not is_own(record.headers)]
        self.counts["n_own"] += len(records) - len(read)
        events = [event for event in read if isinstance(event, dict)]
        outcomes: list[Outcome] = [event for event in read if isinstance(event, Refused)]
        if events:
            judged = await apply_events(self._db, events, is_dry=self._is_dry)
            outcomes += [self._remembered(event, one) for event, one in zip(events, judged, strict=True)]
        for outcome in outcomes:
            self.counts[f"n_{'refused' if isinstance(outcome, Refused) else outcome}"] += 1
            if isinstance(outcome, Refused):
                self.reasons[outcome.reason] += 1

    def _remembered(self, event: dict[str, Any], outcome: Outcome) -> Outcome:
        """In a dry run nothing is written down, so we remember what would have been."""
        if not self._is_dry or isinstance(outcome, Refused):
            return outcome
        return outcome if self._memory.is_new(event["event_id"]) or outcome == REPEATED else REPEATED

    def told(self) -> str:
        """Return the counts in words."""
        applied = "would be applied" if self._is_dry else APPLIED
        reasons = f" ({', '.join(f'{name} {n:,}' for name, n in self.reasons.most_common())})" if self.reasons else ""
        own = f", {self.counts['n_own']:,} of our own" if self.counts["n_own"] else ""
        n_applied, n_repeated, n_refused = (self.counts[f"n_{name}"] for name in ("applied", "repeated", "refused"))
        return f"{n_applied:,} {applied}, {n_repeated:,} repeated, {n_refused:,} refused{reasons}{own}"


@asynccontextmanager
async def reading(settings: Settings, topic: str, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
    """Read all partitions of a topic alone; of a group only the commits are used. Raises `NotFound`, `Unavailable`."""
    consumer = consumer_of(settings, group_id=group)
    try:
        partitions = await _partitions(settings, topic)
        await consumer.start()
        consumer.assign(partitions)
        yield consumer
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka does not answer as it should ({type(error).__name__}): {error}") from error
    finally:
        await consumer.stop()


async def _partitions(settings: Settings, topic: str) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**kafka_options(settings))
    try:
        await admin.start()
        known = sorted(name for name in await admin.list_topics() if not name.startswith("__"))
        if topic not in known:
            raise NotFound(f"There is no topic {topic}; there are: {', '.join(known[:50]) or 'none'}.")
        [found] = await admin.describe_topics([topic])
        return [TopicPartition(topic, one["partition"]) for one in found["partitions"]]
    finally:
        await admin.close()


async def _seek(consumer: AIOKafkaConsumer, since: datetime) -> Ends:
    """Go to the first record of that moment or later in each partition; return where to end."""
    partitions = consumer.assignment()
    ends: Ends = await consumer.end_offsets(partitions)
    moment = int(since.timestamp() * 1000)
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, moment))
    for partition in partitions:
        start = found[partition]  # none: every record is older
        consumer.seek(partition, ends[partition] if start is None else start.offset)
    return ends


async def pages(consumer: AIOKafkaConsumer, ends: Ends) -> AsyncGenerator[list[ConsumerRecord], None]:
    """Yield the records up to `ends`, a page at a time. Raises `Unavailable` if none comes for a minute."""
    progressed_at = time.monotonic()
    positions: Ends = {}
    while left := [partition for partition in ends if await consumer.position(partition) < ends[partition]]:
        taken = await consumer.getmany(*left, timeout_ms=500, max_records=MOST_EVENTS)
        records = [record for partition, found in taken.items() for record in found if record.offset < ends[partition]]
        if records:
            yield records
        former, positions = positions, {partition: await consumer.position(partition) for partition in ends}
        if positions != former:
            progressed_at = time.monotonic()
        elif time.monotonic() - progressed_at > STALLED_SECONDS:
            raise Unavailable("Kafka has sent nothing for a minute: try again later.")
        await asyncio.sleep(0)
