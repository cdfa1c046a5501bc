"""Beginning, listing and stopping experiments, and who may."""

import json
from typing import Any

import pytest

from tests.sql.experiments.test_assignment import VARIANTS, begin
from tests.support.readers import refusal, rows, write

CREATE = "select public.begin_experiment(%s)"
STOP = "select public.end_experiment(%s, %s, %s)"


def create(name: str, changes: list[str], starts: str | None = None, ends: str | None = None) -> tuple[Any, ...]:
    """The query and arguments that begin an experiment."""
    definition = {"name": name, "variants": VARIANTS, "changes": changes, "share": 0.5, "salt": "salt"}
    return CREATE, json.dumps(definition | {"most_worse": 0.05, "starts": starts, "ends": ends})


def test_an_experiment_begins_now_and_is_described(database_url: str) -> None:
    [(made,)] = rows(database_url, *create("bolder", ["diversity"]))

    assert made["starts"] is not None
    assert made["name"] == "bolder"
    assert {name: made[name] for name in ("state", "variants", "share", "n_readers", "stopped_by")} == {
        "state": "running", "variants": VARIANTS, "share": 0.5, "n_readers": 0, "stopped_by": None,
    }  # fmt: skip
    [(listed,)] = rows(database_url, "select public.get_experiment_list(10)")
    assert listed == [made]


def test_states_are_told_by_time(database_url: str) -> None:
    begin(database_url, "over")
    write(database_url, "update cinelibre.experiments set ends = now() - interval '1 minute' where name = 'over'")
    begin(database_url, "later", starts="-1 hour")
    begin(database_url, "stopped", stopped_by="operator")
    begin(database_url, "running")
    query = "select cinelibre.describe_experiment(e) ->> 'state' from cinelibre.experiments as e order by e.id"

    assert rows(database_url, query) == [("ended",), ("planned",), ("stopped",), ("running",)]


def test_the_weights_of_a_blend_are_kept_and_not_shown(database_url: str) -> None:
    settings = {"blend": "classic", "bands": {"0": {"popular": 1}}, "uses_trained": False}
    begin(database_url, "classic", [VARIANTS[0], VARIANTS[1] | {"settings": settings}])

    [(listed,)] = rows(database_url, "select public.get_experiment_list(10)")
    assert listed[0]["variants"][1]["settings"] == {"blend": "classic"}


def test_a_name_is_used_once(database_url: str) -> None:
    begin(database_url, "bolder", stopped_by="operator")

    assert refusal(database_url, *create("bolder", [])) == ("PT409", "experiment_exists")


def test_two_experiments_do_not_change_the_same_settings_at_the_same_time(database_url: str) -> None:
    rows(database_url, *create("first", ["weights", "diversity"], "2099-01-01", "2099-02-01"))

    assert refusal(database_url, *create("second", ["diversity"])) == ("PT409", "experiments_conflict")
    rows(database_url, *create("before", ["diversity"], None, "2099-01-01"))
    rows(database_url, *create("after", ["weights"], "2099-02-01"))
    rows(database_url, *create("beside", ["recommender"]))
    rows(database_url, *create("same", []))


def test_what_is_stopped_is_in_nobodys_way(database_url: str) -> None:
    rows(database_url, *create("first", ["diversity"]))
    rows(database_url, STOP, "first", "operator", None)

    rows(database_url, *create("second", ["diversity"]))


@pytest.mark.parametrize(("starts", "ends"), [(None, "2020-01-01"), ("2099-02-01", "2099-01-01")])
def test_an_end_lies_ahead_and_after_the_start(database_url: str, starts: str | None, ends: str) -> None:
    assert refusal(database_url, *create("bolder", [], starts, ends)) == ("PT422", "invalid_input")


def test_a_start_is_an_hour_ago_at_most(database_url: str) -> None:
    ago = "select (now() - interval '1 hour' %s interval '1 minute')::text"
    [(late,)], [(early,)] = rows(database_url, ago % "+"), rows(database_url, ago % "-")

    assert refusal(database_url, *create("early", [], early)) == ("PT422", "invalid_input")
    rows(database_url, *create("late", [], late))


def test_the_year_9999_is_too_late(database_url: str) -> None:
    # In another zone it would be the year 10000, which Python cannot read.
    late = "9999-01-01T00:00:00+00:00"
    assert refusal(database_url, *create("late", [], None, late)) == ("PT422", "invalid_input")
    assert refusal(database_url, *create("later", [], late)) == ("PT422", "invalid_input")
    rows(database_url, *create("last", [], None, "9998-12-31T23:59:59+00:00"))


def test_stopping_says_who_and_why_and_is_done_once(database_url: str) -> None:
    begin(database_url, "bolder")

    [(stopped,)] = rows(database_url, STOP, "bolder", "guardrail", "It harms.")

    told = {name: stopped[name] for name in ("state", "stopped_by", "stop_reason")}
    assert told == {"state": "stopped", "stopped_by": "guardrail", "stop_reason": "It harms."}
    assert refusal(database_url, STOP, "bolder", "operator", None) == ("PT409", "experiment_over")
    assert refusal(database_url, STOP, "bold", "operator", None) == ("PT404", "experiment_not_found")


def test_what_ended_lately_is_still_counted(database_url: str) -> None:
    for name in ("running", "lately", "long_ago"):
        begin(database_url, name, starts="30 days")
    begin(database_url, "later", starts="-1 hour")
    end = "update cinelibre.experiments set ends = now() - %s::interval where name = %s"
    write(database_url, end, "7 days", "lately")
    write(database_url, end, "9 days", "long_ago")

    [(measured,)] = rows(database_url, "select public.get_measured_experiments(8)")
    assert measured == [{"name": "running", "is_running": True}, {"name": "lately", "is_running": False}]
