"""python -m api.jobs stream: the outbox, relayed to Kafka."""
