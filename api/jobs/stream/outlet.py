"""Where events leave: one producer that keeps their order, and the topics that it sends to."""

import asyncio
import logging
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from api.jobs.stream.connection import kafka_options
from api.jobs.stream.topics import ensure_topics
from api.settings import Settings

log = logging.getLogger(__name__)

ORIGIN = b"cinelibre"  # the consumer skips what comes from here
BATCH_BYTES = 256 * 1024  # for one partition; the brokers take 1 MB at most
CLOSING_SECONDS = 1.0

OutgoingEvent = dict[str, Any]


class Delivery(NamedTuple):
    """The ids of the events that Kafka acknowledged before the first that failed, and why that one did."""

    ids: list[int]
    error: KafkaError | None


class Outlet:
    """Sends events by one idempotent producer; connects when it has to, and anew after an error."""

    def __init__(self, settings: Settings) -> None:
        self._options = kafka_options(settings)
        self._n_partitions = settings.kafka_partitions
        self._topics = {
            "interaction": settings.kafka_topic_interactions,
            "features": settings.kafka_topic_features,
            "feedback": settings.kafka_topic_feedback,
        }
        self._producer: AIOKafkaProducer | None = None
        self._partitions: dict[str, int] = {}

    async def open(self) -> AIOKafkaProducer:
        """Connect unless it is connected, and make topics that are absent. Raises a `KafkaError` if Kafka is away."""
        if self._producer is not None:
            return self._producer
        await self._check_topics()
        self._producer = AIOKafkaProducer(
            **self._options, acks="all", enable_idempotence=True, max_batch_size=BATCH_BYTES
        )
        await self._producer.start()
        log.info("kafka_connected", extra={"fields": {"partitions": self._partitions}})
        return self._producer

    async def send(self, events: list[OutgoingEvent]) -> Delivery:
        """Send all, and return once each is acknowledged by every replica in sync, or one has failed.

        While a broker is away, the producer itself waits and repeats in order.
        """
        producer = await self.open()
        under_way: list[asyncio.Future[Any]] = []
        error = None
        for event in events:
            try:
                under_way.append(await self._begin(producer, event))
            except KafkaError as refused:
                error = refused
                break
        answers = await asyncio.gather(*under_way, return_exceptions=True)
        n_sent = next((n for n, answer in enumerate(answers) if isinstance(answer, BaseException)), len(answers))
        failed = answers[n_sent] if n_sent < len(answers) else error
        if failed is not None and not isinstance(failed, KafkaError):
            raise failed
        return Delivery([event["id"] for event in events[:n_sent]], failed)

    async def _begin(self, producer: AIOKafkaProducer, event: OutgoingEvent) -> "asyncio.Future[Any]":
        """Hand an event to the producer. Its time is that of sending: retention would delete what waited for long."""
        headers = [
            ("event_id", event["event_id"].encode()),
            ("type", event["type"].encode()),
            ("version", str(event["version"]).encode()),
            ("origin", ORIGIN),
        ]
        key = str(event["user_id"]).encode()
        begun: asyncio.Future[Any] = await producer.send(
            self._topics[event["type"]], event["value"].encode(), key, headers=headers
        )
        return begun

    async def _check_topics(self) -> None:
        """Make topics that are absent; tell when one has other partitions than before, because keys move with them."""
        found = await ensure_topics(self._options, self._topics.values(), self._n_partitions)
        for topic, count in found.items():
            former = self._partitions.get(topic, count)
            if former != count:
                fields = {"topic": topic, "former": former, "n_partitions": count}
                log.warning("topic_partitions_changed", extra={"fields": fields})
        self._partitions = found

    async def close(self) -> None:
        """Leave Kafka, within seconds even if it is away; what was not acknowledged waits in the outbox."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        with suppress(TimeoutError, KafkaError):
            await asyncio.wait_for(producer.stop(), CLOSING_SECONDS)
            return
        with suppress(asyncio.CancelledError, KafkaError):  # or it would go on trying beside its successor
            await producer._sender.close()
        await producer.client.close()
