"""python -m api.jobs consume, replay and dlq: events of other services, and those that were refused."""
