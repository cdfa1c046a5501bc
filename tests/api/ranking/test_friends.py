"""What friends gave: a summand on top of the sources, and the sentence that says so."""

from typing import Any

import pytest

from api.ranking.blend import OF_FRIENDS, recommend, sources_of
from api.ranking.candidates import parse_material
from api.ranking.reasons import explain
from api.ranking.taste import Taste
from tests.api.ranking.test_shown import one

FOUND = {"candidates": [one(1, 10), one(2, 6), one(3, 4)], "likings": [], "weights": {"popular": 1}}


def ranked(**more: Any) -> list[Any]:
    """What a list is, with what SQL told besides."""
    return recommend(parse_material({**FOUND, **more}).candidates, Taste(), {"popular": 1}, 0, 9)


def test_without_friends_a_list_is_the_same_to_the_last_bit() -> None:
    assert ranked(friends=None) == ranked(friends={}) == ranked()


def test_friends_come_on_top_of_all_sources_and_receipts_sum() -> None:
    made = ranked(friends={"2": 0.5, "3": 0.25, "99": 2})

    assert [item.candidate.item_id for item in made] == [1, 2, 3]
    assert [item.score for item in made] == pytest.approx([1, 0.6 + OF_FRIENDS, 0.4 + OF_FRIENDS / 2])
    assert [sum(part.points for part in item.contributions) for item in made] == [item.score for item in made]
    assert [part.source for part in made[1].contributions] == ["popular", "friends"]
    assert sources_of(made) == ["popular", "friends"]


@pytest.mark.parametrize(("points", "share"), [(0.3, 0.6), (0.5, 1), (0.9, 1)])
def test_one_friends_five_stars_are_the_least_that_counts_whole(points: float, share: float) -> None:
    made = ranked(friends={"3": points})

    [third] = [item for item in made if item.candidate.item_id == 3]
    assert third.contributions[-1].points == pytest.approx(OF_FRIENDS * share)


def test_what_was_passed_by_and_liked_by_a_friend_says_both() -> None:
    made = ranked(friends={"1": 0.5}, tired=[1])

    [first] = [item for item in made if item.candidate.item_id == 1]
    assert [part.source for part in first.contributions] == ["popular", "friends", "shown"]
    assert first.score == pytest.approx(1 + 0.2 - 0.5)


SENTENCES = [
    (["Ada"], 1, "Ada gave it 4.5", ["Ada"], 0),
    ([None], 1, "A friend gave it 4.5", [], 1),
    (["Ada", "Grace"], 2, "Ada and Grace liked it", ["Ada", "Grace"], 0),
    (["Ada", None], 2, "Ada and 1 other friend liked it", ["Ada"], 1),
    ([None, None], 2, "2 friends liked it", [], 2),
    (["Ada", "Grace", "Joan"], 3, "Ada and 2 other friends liked it", ["Ada"], 2),
    (["Ada", "Grace", "Joan"], 4, "Ada and 3 other friends liked it", ["Ada"], 3),
    ([None, "Grace", "Joan"], 5, "Grace and 4 other friends liked it", ["Grace"], 4),
    ([None, None, None], 7, "7 friends liked it", [], 7),
]


@pytest.mark.parametrize(("names", "count", "text", "told", "n_others"), SENTENCES)
def test_friends_are_named_as_one_would_name_them(
    names: list[str | None], count: int, text: str, told: list[str], n_others: int
) -> None:
    people = [{"person_id": "…", "name": name, "rating": 4.5} for name in names]

    [reason] = explain(
        [{"source": "friends", "contribution": 0.1}], {"friends": {"count": count, "people": people}}, "movie"
    )

    rating = 4.5 if count == 1 else None
    assert reason == {
        "source": "friends", "key": "friends_liked", "text": text, "contribution": 0.1,
        "params": {"names": told, "n_people": count, "n_others": n_others, "rating": rating},
    }  # fmt: skip


def test_whole_stars_are_told_without_a_fraction() -> None:
    found = {"count": 1, "people": [{"name": "Ada", "rating": 5.0}]}

    [reason] = explain([{"source": "friends", "contribution": 0.1}], {"friends": found}, "movie")

    assert reason["text"] == "Ada gave it 5"


@pytest.mark.parametrize("found", [None, {}, {"count": 0, "people": []}])
def test_no_friend_is_no_reason(found: Any) -> None:
    assert explain([{"source": "friends", "contribution": 0.1}], {"friends": found}, "movie") == []
