"""What the doctor says of the outbox."""

import pytest

from api.doctor.streams import judge_outbox


def judged(n_waiting: int, oldest_seconds: float, *, is_on: bool = True, enable_kafka: bool = True) -> list[str]:
    """The states of its findings."""
    outbox = {"is_on": is_on, "n_waiting": n_waiting, "oldest_seconds": oldest_seconds}
    return [finding.state for finding in judge_outbox(outbox, enable_kafka=enable_kafka)]


@pytest.mark.parametrize(
    ("n_waiting", "oldest_seconds", "states"),
    [(0, 0, ["ok"]), (9, 600, ["ok"]), (9, 601, ["warning"]), (500_000, 5, ["ok"]), (500_001, 5, ["problem"])],
)
def test_many_events_and_old_ones_are_told(n_waiting: int, oldest_seconds: float, states: list[str]) -> None:
    assert judged(n_waiting, oldest_seconds) == states


def test_nothing_is_said_where_streams_are_not_in_use() -> None:
    assert judged(0, 0, is_on=False, enable_kafka=False) == []


def test_a_setting_that_the_database_does_not_know_of_is_told() -> None:
    assert judged(0, 0, is_on=False) == ["warning"]


def test_what_waits_is_told_though_the_outbox_is_off() -> None:
    assert judged(3, 7200, is_on=False, enable_kafka=False) == ["warning"]
    [finding] = judge_outbox({"is_on": False, "n_waiting": 1, "oldest_seconds": 7200}, enable_kafka=False)
    assert finding.sentence.startswith("1 event waits in the outbox, the oldest for 120 minutes: keep")
