"""The topics of the streams: made where they are absent, never by the broker of its own accord."""

import logging
from collections.abc import Iterable
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

log = logging.getLogger(__name__)

MOST_REPLICAS = 3  # as is usual; fewer where there are fewer brokers


async def ensure_topics(options: dict[str, Any], names: Iterable[str], n_partitions: int) -> dict[str, int]:
    """Make topics that are absent, and return how many partitions each has.

    Raises a `KafkaError` if Kafka is away or refuses. A topic that stands with another count is kept as it is.
    """
    admin = AIOKafkaAdminClient(**options)
    try:
        await admin.start()
        wanted = sorted(set(names))
        if absent := sorted(set(wanted) - set(await admin.list_topics())):  # to describe one could make it
            await _make(admin, absent, n_partitions)
        return {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics(wanted)}
    finally:
        await admin.close()


async def _make(admin: AIOKafkaAdminClient, names: list[str], n_partitions: int) -> None:
    n_replicas = min(MOST_REPLICAS, len((await admin.describe_cluster())["brokers"]))
    made = await admin.create_topics([NewTopic(name, n_partitions, n_replicas) for name in names])
    for name, code, message in made.topic_errors:
        if code and code != TopicAlreadyExistsError.errno:  # another process was quicker
            raise for_code(code)(f"{name}: {message}")
        log.info("topic_made", extra={"fields": {"topic": name, "n_partitions": n_partitions}})
