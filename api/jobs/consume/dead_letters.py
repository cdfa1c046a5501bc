"""The topic of dead letters as people see it. It is a log, so what is settled is a position in it.

The group `KAFKA_GROUP-dlq` keeps that position. Whoever settles letters goes through all from there to the end: those
that are to stay are sent again, to the end, and only then the position moves. A crash in between leaves a letter twice.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, aclosing
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from api.db import Database
from api.jobs.consume.applying import apply_events
from api.jobs.consume.events import Refused, read_event
from api.jobs.consume.letters import Letter, LetterBox, read_letter
from api.jobs.consume.remembering import Memory
from api.jobs.consume.replay import Ends, pages, reading
from api.settings import Settings

Settle = Callable[[list[Letter]], Awaitable[list[Letter]]]


class Wanted(NamedTuple):
    """Which letters are meant: all that fit; with neither ids nor a reason, every one."""

    origins: Collection[str] = ()
    reason: str | None = None

    def fits(self, letter: Letter) -> bool:
        """Say whether a letter is meant."""
        is_named = not self.origins or letter.origin in self.origins
        return is_named and self.reason in {None, letter.reason}


async def list_letters(settings: Settings, wanted: Wanted) -> AsyncIterator[Letter]:
    """Yield the letters that are not settled, the oldest of each partition first; a letter may be there twice."""
    memory = Memory()
    async with _open(settings) as consumer:
        ends = await _seek_open(consumer)
        async with aclosing(pages(consumer, ends)) as read:
            async for records in read:
                for letter in map(read_letter, records):
                    if memory.is_new(letter.origin) and wanted.fits(letter):
                        yield letter


async def retry_letters(db: Database, settings: Settings, wanted: Wanted) -> Counter[str]:
    """Apply letters again; those that are refused again stay. Return counts."""
    counts: Counter[str] = Counter(n_applied=0, n_repeated=0, n_refused=0)

    async def apply(letters: list[Letter]) -> list[Letter]:
        read = [read_event(letter.value) for letter in letters]
        events = [event for event in read if isinstance(event, dict)]
        outcomes = iter(await apply_events(db, events) if events else [])
        staying = []
        for letter, event in zip(letters, read, strict=True):
            outcome = next(outcomes) if isinstance(event, dict) else event
            counts[f"n_{'refused' if isinstance(outcome, Refused) else outcome}"] += 1
            if isinstance(outcome, Refused):
                staying.append(letter.again(outcome))
        return staying

    await _settle(settings, wanted, apply)
    return counts


async def drop_letters(settings: Settings, wanted: Wanted) -> Counter[str]:
    """Give letters up. Return counts."""
    counts: Counter[str] = Counter(n_dropped=0)

    async def drop(letters: list[Letter]) -> list[Letter]:
        counts["n_dropped"] += len(letters)
        return []

    await _settle(settings, wanted, drop)
    return counts


async def _settle(settings: Settings, wanted: Wanted, settle: Settle) -> None:
    """Settle the letters that are meant, page by page; keep the others, and those that `settle` returns, once each."""
    box, memory = LetterBox(settings), Memory()
    try:
        async with _open(settings) as consumer:
            ends = await _seek_open(consumer)
            async with aclosing(pages(consumer, ends)) as read:
                async for records in read:
                    letters = [one for one in map(read_letter, records) if memory.is_new(one.origin)]
                    meant = [letter for letter in letters if wanted.fits(letter)]
                    staying = await settle(meant) if meant else []
                    await box.send([letter for letter in letters if not wanted.fits(letter)] + staying)
                    last = {TopicPartition(one.topic, one.partition): one.offset + 1 for one in records}
                    await consumer.commit(last)
    finally:
        await box.close()


def _open(settings: Settings) -> AbstractAsyncContextManager[AIOKafkaConsumer]:
    return reading(settings, settings.kafka_topic_dlq, f"{settings.kafka_group}-dlq")


async def _seek_open(consumer: AIOKafkaConsumer) -> Ends:
    """Go to the first letter that is not settled in each partition; return where to end."""
    partitions = consumer.assignment()
    starts = await consumer.beginning_offsets(partitions)
    for partition in partitions:
        settled = await consumer.committed(partition)
        consumer.seek(partition, max(starts[partition], settled or 0))
    ends: Ends = await consumer.end_offsets(partitions)
    return ends
