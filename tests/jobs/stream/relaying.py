"""What tests of the relay share: topics of their own, a run in this process, and the job as a process."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord

from api.chores.lease import Run
from api.db import Database
from api.jobs.stream.outlet import Outlet
from api.jobs.stream.relay import Relay
from api.settings import Settings
from tests.conftest import settings_of
from tests.support.kafka import read_topic
from tests.support.processes import environment
from tests.support.waiting import PATIENCE


def topics() -> dict[str, str]:
    """Settings of topics that no other test uses."""
    mark = uuid4().hex[:12]
    return {f"kafka_topic_{kind}": f"{kind}-{mark}" for kind in ("interactions", "features", "feedback")}


def settings_for(bootstrap: str) -> Settings:
    """Settings of a relay with topics of its own."""
    return settings_of(enable_kafka=True, kafka_bootstrap_servers=bootstrap, **topics())


async def relay_once(db: Database, settings: Settings) -> int:
    """Relays what waits; answers how many events that were."""
    run, outlet = Run(0), Outlet(settings)
    try:
        await asyncio.wait_for(Relay(db, outlet, asyncio.Event(), is_once=True).run(run), PATIENCE)
    finally:
        await outlet.close()
    return run.counts["n_relayed"]


async def events_in(bootstrap: str, topic: str) -> list[dict[str, Any]]:
    """What the records of a topic say, by partition and offset."""
    return [said(record) for record in await read_topic(bootstrap, topic)]


def said(record: ConsumerRecord) -> dict[str, Any]:
    """A record's event."""
    event: dict[str, Any] = json.loads(record.value)
    return event


class Job:
    """A running `python -m api.jobs stream`."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self._output = output

    @property
    def printed(self) -> str:
        """Everything that it printed so far."""
        return self._output.read_text()


@contextmanager
def streaming(folder: Path, url: str, settings: Settings, *arguments: str) -> Iterator[Job]:
    """The job as a process on the database at `url`, which is killed at the end if it still runs."""
    output = folder / f"stream-{uuid4().hex[:6]}.log"
    names = ("kafka_bootstrap_servers", "kafka_topic_interactions", "kafka_topic_features", "kafka_topic_feedback")
    given = {name.upper(): str(getattr(settings, name)) for name in names}
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.jobs", "stream", *arguments],
            env=environment(DATABASE_URL=url, ENABLE_KAFKA="true", **given),
            stdout=sink,
            stderr=sink,
        )
    try:
        yield Job(process, output)
    finally:
        process.kill()
        process.wait()


@contextmanager
def running_code(code: str, output: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of Python in a process of its own, which is killed at the end."""
    errors = output.with_suffix(".errors")
    with output.open("wb") as sink, errors.open("wb") as other:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=environment(), stdout=sink, stderr=other
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
