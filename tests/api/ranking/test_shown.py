"""What was shown on five days and passed by: a summand that takes away, said in one sentence."""

import pytest

from api.ranking.blend import OF_SHOWN, recommend, sources_of
from api.ranking.candidates import parse_material
from api.ranking.reasons import explain
from api.ranking.taste import Taste


def one(item_id: int, popular: float) -> dict[str, object]:
    """A film that is so popular, as SQL tells it."""
    nothing = dict.fromkeys(("year", "language", "work_id", "neighbors", "ease", "cosine", "content", "friends"))
    return {**nothing, "item_id": item_id, "item_type": "movie", "genres": [], "people": [], "popular": popular}


def test_a_tired_item_falls_by_half_and_its_score_is_still_the_sum_of_its_parts() -> None:
    found = {"candidates": [one(1, 10), one(2, 6), one(3, 4)], "likings": [], "weights": {"popular": 1}}
    rested, tired = parse_material(found), parse_material({**found, "tired": [1, 99]})

    before = recommend(rested.candidates, Taste(), {"popular": 1}, 0, 9)
    after = recommend(tired.candidates, Taste(), {"popular": 1}, 0, 9)

    assert [(item.candidate.item_id, item.score) for item in before] == [(1, 1), (2, 0.6), (3, 0.4)]
    assert [(item.candidate.item_id, item.score) for item in after] == [(2, 0.6), (1, 1 + OF_SHOWN), (3, 0.4)]
    assert [sum(part.points for part in item.contributions) for item in after] == pytest.approx([0.6, 0.5, 0.4])
    assert [part.source for part in after[1].contributions] == ["popular", "shown"]
    assert sources_of(after) == ["popular"]


def test_it_is_said_why_an_item_steps_back() -> None:
    parts = [{"source": "popular", "contribution": 1.0}, {"source": "shown", "contribution": -0.5}]

    reasons = explain(parts, {"popular": {"external_count": 900}}, "movie")

    assert [(reason["source"], reason["key"], reason["contribution"]) for reason in reasons] == [
        ("popular", "known_elsewhere", 1.0),
        ("shown", "shown_often", -0.5),
    ]
    assert reasons[1]["text"] == "You saw it on five days and passed it by, so it steps back for two weeks"
