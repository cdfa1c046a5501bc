"""What tests of the consumer share: two readers, topics of a test's own, and consumers in this process or their own."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from pydantic import SecretStr

from api.db import Database
from api.jobs.consume.consumer import Consumption
from api.jobs.stream.topics import ensure_topics
from api.settings import Settings
from tests.conftest import settings_of
from tests.support.kafka import read_topic
from tests.support.processes import environment
from tests.support.readers import DUNE, a_caller, ago, rows, write_items
from tests.support.waiting import until

N_PARTITIONS = 3
N_APPLIED = "select count(*)::integer from cinelibre.interactions"


@dataclass
class Stage:
    """A database with two readers, and a topic of events and one of dead letters that no other test uses."""

    db: Database
    url: str
    settings: Settings
    ada_id: int
    bob_id: int

    @property
    def bootstrap(self) -> str:
        """The address of the broker."""
        return str(self.settings.kafka_bootstrap_servers)

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a process that does the same."""
        names = ("kafka_bootstrap_servers", "kafka_topic_foreign", "kafka_topic_dlq", "kafka_group", "kafka_partitions")
        given = {name.upper(): str(getattr(self.settings, name)) for name in names}
        return {**given, "ENABLE_KAFKA": "true", "DATABASE_URL": self.url}

    def event(self, item_id: int = DUNE, *, kind: str = "like", **more: Any) -> dict[str, Any]:
        """An event of another service, of Ada by default."""
        data = {"interaction_type": kind, "item_id": item_id, "occurred_at": ago(60)}
        return {
            "event_id": str(uuid4()),
            "type": "interaction",
            "version": 1,
            "user_id": self.ada_id,
            "data": data,
        } | more

    async def send(
        self,
        *values: dict[str, Any] | bytes,
        key: bytes | None = None,
        headers: list[tuple[str, bytes]] | None = None,
        at: float | None = None,
    ) -> list[str]:
        """Sends events, or bytes as they are; answers where each lies: topic:partition:offset."""
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, acks="all", max_request_size=2_000_000)
        await producer.start()
        topic, sent = self.settings.kafka_topic_foreign, []
        for value in values:
            given = value if isinstance(value, bytes) else json.dumps(value).encode()
            where = key or (str(value["user_id"]).encode() if isinstance(value, dict) else None)
            sent.append(
                await producer.send(topic, given, where, timestamp_ms=at and int(at * 1000), headers=headers or [])
            )
        done = await asyncio.gather(*sent)
        await producer.stop()
        return [f"{one.topic}:{one.partition}:{one.offset}" for one in done]

    async def letters(self) -> list[ConsumerRecord]:
        """Every dead letter that the topic holds."""
        return await read_topic(self.bootstrap, self.settings.kafka_topic_dlq)

    async def consume(self) -> dict[str, int]:
        """Consumes until nothing is left; answers the counts."""
        consumption = Consumption(self.db, self.settings, asyncio.Event(), is_once=True)
        await consumption.run()
        return dict(consumption.counts)

    @asynccontextmanager
    async def consuming(self) -> AsyncIterator[Consumption]:
        """A consumer that runs meanwhile."""
        stop = asyncio.Event()
        consumption = Consumption(self.db, self.settings, stop)
        running = asyncio.create_task(consumption.run())
        try:
            yield consumption
        finally:
            stop.set()
            await running

    async def committed(self) -> int:
        """How many records the group has settled."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, group_id=self.settings.kafka_group)
        await consumer.start()
        partitions = [TopicPartition(self.settings.kafka_topic_foreign, number) for number in range(N_PARTITIONS)]
        offsets = [await consumer.committed(partition) or 0 for partition in partitions]
        await consumer.stop()
        return sum(offsets)

    def n_applied(self) -> int:
        """How many events are in the log."""
        [(n_applied,)] = rows(self.url, N_APPLIED)
        return int(n_applied)

    async def until_applied(self, n_events: int) -> None:
        """Waits until so many events are in the log."""
        await until(lambda: self.n_applied() >= n_events, 0.05)

    @contextmanager
    def process(self, folder: Path, *arguments: str) -> Iterator["Job"]:
        """The job as a process, which is killed at the end if it still runs."""
        output = folder / f"{uuid4().hex[:6]}.log"
        with output.open("wb") as sink:
            command = [sys.executable, "-m", "api.jobs", *(arguments or ("consume",))]
            process = subprocess.Popen(command, env=environment(**self.environment), stdout=sink, stderr=sink)
        try:
            yield Job(process, output)
        finally:
            process.kill()
            process.wait()


@dataclass
class Job:
    """A running job and what it printed."""

    process: "subprocess.Popen[bytes]"
    output: Path

    @property
    def printed(self) -> str:
        """Everything that it printed so far."""
        return self.output.read_text()


async def a_stage(db: Database, url: str, bootstrap: str) -> Stage:
    """A stage with topics of its own."""
    mark = uuid4().hex[:12]
    settings = settings_of(
        enable_kafka=True,
        database_url=SecretStr(url),
        kafka_bootstrap_servers=bootstrap,
        kafka_topic_foreign=f"foreign-{mark}",
        kafka_topic_dlq=f"dlq-{mark}",
        kafka_group=f"group-{mark}",
        kafka_partitions=N_PARTITIONS,
    )
    await write_items(db)
    ada, bob = await a_caller(db, "ada"), await a_caller(db, "bob")
    topics = (settings.kafka_topic_foreign, settings.kafka_topic_dlq)
    await ensure_topics({"bootstrap_servers": bootstrap}, topics, N_PARTITIONS)
    return Stage(db, url, settings, ada.user_id, bob.user_id)


def headers_of(record: ConsumerRecord) -> dict[str, str]:
    """The headers of a record, without those that tell when."""
    return {
        name: value.decode(errors="replace")
        for name, value in record.headers
        if name not in {"dlq_at", "dlq_timestamp", "dlq_detail"}
    }


def now() -> float:
    """The time, a moment after the record before."""
    time.sleep(0.01)
    return time.time()
