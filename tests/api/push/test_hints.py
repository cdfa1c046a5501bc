"""What processes tell each other, and what a message that lies can do."""

import json

import pytest

from api.push.bus import MOST_BYTES
from api.push.hints import IDS_A_MESSAGE, MOST_CHANGED, Hints
from api.push.signals import STRONG, Strength, strength_of

LARGEST = 2**31 - 1


def test_one_process_hears_what_happened_in_another_and_not_what_it_said_itself() -> None:
    here, there = Hints("here"), Hints("there")
    here.add(7, is_weak=False)
    here.end_tokens()
    work = here.take()
    assert work is not None
    assert [json.loads(message) for message in work.messages] == [
        {"by": "here", "changed": [7]},
        {"by": "here", "changed": [], "tokens": True},
    ]

    assert [there.hear(message) for message in work.messages] == [True, True]
    assert [here.hear(message) for message in work.messages] == [False, False]

    heard = there.take()
    assert heard is not None
    assert (heard.changed, heard.checks_tokens, heard.messages) == ([7], True, [])
    assert here.take() is None


def test_what_is_looked_at_here_alone_is_told_to_nobody() -> None:
    hints = Hints("here")
    hints.look_at(7)

    assert hints.take() == ([7], False, [])


def test_five_hundred_of_the_largest_ids_fit_into_a_message() -> None:
    hints = Hints("deadbeef")
    for user_id in range(LARGEST - IDS_A_MESSAGE, LARGEST + 1):
        hints.add(user_id, is_weak=False)

    work = hints.take()

    assert work is not None
    assert [len(json.loads(message)["changed"]) for message in work.messages] == [500, 1]
    assert max(len(message) for message in work.messages) < MOST_BYTES


@pytest.mark.parametrize(("n_changed", "is_everybody"), [(MOST_CHANGED, False), (MOST_CHANGED + 1, True)])
def test_of_more_than_ten_thousand_everybody_is_looked_at(n_changed: int, is_everybody: bool) -> None:
    here, there = Hints("here"), Hints("there")
    for user_id in range(n_changed):
        here.add(user_id, is_weak=False)
    work = here.take()
    assert work is not None
    assert (work.changed is None) is is_everybody

    for message in work.messages:
        there.hear(message)

    heard = there.take()
    assert heard is not None
    assert (heard.changed is None) is is_everybody


@pytest.mark.parametrize(
    "message", [b"", b"proof 12", b"[]", b"{}", b'{"by":"x"}', b'{"by":"x","changed":7}', b"\xff", b"null"]
)
def test_what_is_none_of_ours_is_ignored(message: bytes) -> None:
    hints = Hints("here")

    assert not hints.hear(message)
    assert hints.take() is None


def test_ids_that_are_none_are_left_out() -> None:
    hints = Hints("here")

    hints.hear(b'{"by":"x","changed":[1,"2",null,true,3]}')

    assert hints.take() == ([1, 3], False, [])


@pytest.mark.parametrize(
    ("kinds", "strength"),
    [
        (["view"], Strength.WEAK),
        (["view", "click", "search", "recommendation_click", "watch", "dwell", "impression"], Strength.WEAK),
        (["view", "like"], Strength.STRONG),
        (["of_an_operators_own"], Strength.STRONG),
    ],
)
def test_events_are_as_strong_as_the_strongest_of_them(kinds: list[str], strength: Strength) -> None:
    events = [{"interaction_type": kind} for kind in kinds]

    assert strength_of("record_interactions", {"events": events}) is strength


def test_ratings_marks_feedback_influences_and_friendships_are_strong() -> None:
    assert {name: strength_of(name, {}) for name in STRONG} == dict.fromkeys(STRONG, Strength.STRONG)
    assert {
        "rate_item", "delete_rating", "mark_item", "record_feedback", "set_influence", "change_relation",
        "end_friendship",
    } <= STRONG  # fmt: skip
    assert strength_of("import_library", {}) is Strength.WEAK
    assert strength_of("get_recommendations", {}) is None
