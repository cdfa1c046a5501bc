"""From a topic into the database: read, apply, send what was refused to the dead letters, commit; in this order."""

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from api.db import Database
from api.jobs.consume.applying import MOST_EVENTS, Applier, Outcome
from api.jobs.consume.events import Refused, is_own, read_event
from api.jobs.consume.letters import LetterBox, new_letter
from api.jobs.consume.waiting import Stopped, Waiting
from api.jobs.stream.connection import kafka_options
from api.jobs.stream.topics import ensure_topics
from api.logs import log_event
from api.settings import Settings

log = logging.getLogger(__name__)

POLL_MS = 500
MOST_FETCHED = 4 * 1024 * 1024  # bytes that wait in memory
COMMIT_SECONDS = 10.0
CLOSING_SECONDS = 5.0


class Fate(NamedTuple):
    """A record and what became of it; null for one that this service had sent itself."""

    record: ConsumerRecord
    outcome: Outcome | None


def consumer_of(settings: Settings, *topics: str, **options: Any) -> AIOKafkaConsumer:
    """Return a consumer that commits only what it is told to; it fetches at most four megabytes at once."""
    return AIOKafkaConsumer(
        *topics,
        **kafka_options(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_bytes=MOST_FETCHED,
        **options,
    )


class Consumption:
    """One member of the group: applies what comes until it is stopped, or, with `is_once`, until nothing is left."""

    def __init__(self, db: Database, settings: Settings, stop: asyncio.Event, *, is_once: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self._settings = settings
        self._stop = stop
        self._is_once = is_once
        self._waiting = Waiting(stop, self._keep_alive)
        self._applier = Applier(db, self._waiting.pause, self._waiting.is_over)
        self._letters = LetterBox(settings)
        self._consumer: AIOKafkaConsumer | None = None

    async def run(self) -> None:
        """Consume. Whoever is away is waited for."""
        topics = (self._settings.kafka_topic_foreign, self._settings.kafka_topic_dlq)
        try:
            await self._waiting.kafka(
                lambda: ensure_topics(kafka_options(self._settings), topics, self._settings.kafka_partitions)
            )
            self._consumer = await self._waiting.kafka(self._join)
            while not self._stop.is_set() and await self._is_going_on(self._consumer):
                pass
        except Stopped:
            log_event(log, "consumer_stopped")  # what was in hand comes again
        finally:
            await self._close()

    async def _join(self) -> AIOKafkaConsumer:
        consumer = consumer_of(self._settings, self._settings.kafka_topic_foreign, group_id=self._settings.kafka_group)
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        return consumer

    async def _is_going_on(self, consumer: AIOKafkaConsumer) -> bool:
        """Take the next records and deal with them; say whether there may be more to do."""
        taken = await self._waiting.kafka(lambda: consumer.getmany(timeout_ms=POLL_MS, max_records=MOST_EVENTS))
        if not taken:
            return not (self._is_once and await self._waiting.kafka(lambda: _has_read_all(consumer)))
        judged = await self._judge([record for records in taken.values() for record in records])
        await self._refuse(consumer, judged)
        await self._commit(consumer, {partition: records[-1].offset + 1 for partition, records in taken.items()})
        self._count(judged)
        return True

    async def _judge(self, records: list[ConsumerRecord]) -> list[Fate]:
        read = [None if is_own(record.headers) else read_event(record.value) for record in records]
        outcomes = iter(await self._applier.apply([event for event in read if isinstance(event, dict)]))
        return [
            Fate(record, next(outcomes) if isinstance(event, dict) else event)
            for record, event in zip(records, read, strict=True)
        ]

    async def _refuse(self, consumer: AIOKafkaConsumer, judged: list[Fate]) -> None:
        """Send letters, but not of partitions that are another consumer's by now: it will see to them."""
        held = {(partition.topic, partition.partition) for partition in consumer.assignment()}
        letters = [
            new_letter(record, outcome)
            for record, outcome in judged
            if isinstance(outcome, Refused) and (record.topic, record.partition) in held
        ]
        await self._waiting.kafka(lambda: self._letters.send(letters))

    async def _commit(self, consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
        """Commit positions. If that fails, these records come again, to us or to another, and are repeats."""
        held = {partition: offset for partition, offset in offsets.items() if partition in consumer.assignment()}
        try:
            await asyncio.wait_for(consumer.commit(held), COMMIT_SECONDS)
        except (CommitFailedError, IllegalStateError):
            log_event(log, "group_rebalanced")
        except (KafkaError, TimeoutError) as error:
            log_event(log, "commit_failed", logging.WARNING, error=type(error).__name__)

    def _count(self, judged: list[Fate]) -> None:
        reasons: Counter[str] = Counter()
        for _, outcome in judged:
            if isinstance(outcome, Refused):
                reasons[outcome.reason] += 1
            self.counts[f"n_{'refused' if isinstance(outcome, Refused) else outcome or 'own'}"] += 1
        if reasons:
            log_event(log, "events_refused", logging.WARNING, reasons=dict(reasons))

    async def _keep_alive(self) -> None:
        """Poll for nothing, so that a long wait does not look like death; records stay where they are."""
        if self._consumer is not None:
            with suppress(KafkaError, TimeoutError):
                await asyncio.wait_for(self._consumer.getmany(TopicPartition("", 0), timeout_ms=0), 1)

    async def _close(self) -> None:
        for closing in (self._consumer and self._consumer.stop(), self._letters.close()):
            if closing is not None:
                with suppress(KafkaError, TimeoutError):
                    await asyncio.wait_for(closing, CLOSING_SECONDS)


async def _has_read_all(consumer: AIOKafkaConsumer) -> bool:
    partitions = consumer.assignment()
    ends = await consumer.end_offsets(partitions)
    return all([await consumer.position(partition) >= ends[partition] for partition in partitions])
