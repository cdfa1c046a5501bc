"""Whether events of the streams leave, and whether somebody wants them."""

from typing import Any

from api.doctor.findings import Finding, counted, ok, problem, warning

LATE_SECONDS = 600
MANY_EVENTS = 500_000  # a quarter of a gigabyte and more


def judge_outbox(outbox: dict[str, Any] | None, *, enable_kafka: bool) -> list[Finding]:
    """Judge the outbox; nothing is said where streams are not in use, or where an older release has none."""
    if outbox is None:
        return []
    n_waiting, minutes = outbox["n_waiting"], outbox["oldest_seconds"] / 60
    remedy = "keep `python -m api.jobs stream` running, or turn the outbox off: `python -m api.jobs stream --off`"
    if not outbox["is_on"] and not n_waiting:
        if not enable_kafka:
            return []
        return [
            warning(
                "outbox",
                "ENABLE_KAFKA is true, but the outbox is off, so no event leaves: run `python -m api.jobs stream`.",
            )
        ]
    if n_waiting > MANY_EVENTS:
        return [problem("outbox", f"About {n_waiting:,} events wait in the outbox and fill the database: {remedy}.")]
    if minutes * 60 > LATE_SECONDS:
        waiting = f"{n_waiting:,} event{' waits' if n_waiting == 1 else 's wait'}"
        return [
            warning("outbox", f"{waiting} in the outbox, the oldest for {counted(int(minutes), 'minute')}: {remedy}.")
        ]
    return [ok("outbox", f"{counted(n_waiting, 'event')} on the way to Kafka.")]
