"""The broker that the tests of streams run against."""

from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.support.kafka import n_partitions, read_topic


async def test_what_is_sent_can_be_read(kafka_bootstrap: str) -> None:
    topic = f"test-{uuid4()}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 3, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, enable_idempotence=True)
    await producer.start()

    await producer.send_and_wait(topic, b"hello", key=b"ada")
    await producer.stop()

    assert await n_partitions(kafka_bootstrap, topic) == 3
    assert [(record.key, record.value) for record in await read_topic(kafka_bootstrap, topic)] == [(b"ada", b"hello")]
    assert await read_topic(kafka_bootstrap, f"test-{uuid4()}") == []
