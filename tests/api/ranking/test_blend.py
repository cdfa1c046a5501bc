"""Ranking, in literals: what a score is made of, what order it makes, and what a receipt keeps of it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking.blend import CLASSIC, PRESETS, TUNED, blend, recommend, sources_of, weights_for
from api.ranking.candidates import Candidate, Ranked, Weights, parse_material
from api.ranking.lists import one_of_each_work
from api.ranking.receipts import receipt_of
from api.ranking.taste import Liking, Taste, squash

SOURCES = ("neighbors", "ease", "cosine", "content", "popular")
GENRES = ("Drama", "War", "Noir", "Comedy")
NO_TASTE = Taste()
numbers = some.floats(-50, 1000, allow_nan=False, allow_infinity=False)
likings = some.builds(Liking, some.floats(-3, 3), some.floats(0, 3))
FEATURES = [("genre", genre) for genre in GENRES] + [("language", "hi"), ("decade", "1990"), ("person", "Ray")]
tastes = some.builds(
    Taste,
    some.dictionaries(some.sampled_from(FEATURES), likings),
    some.dictionaries(some.sampled_from(("movie", "book")), some.floats(-1.5, 0)),
)
presets = some.sampled_from([weights for preset in PRESETS.values() for weights in preset.values()])
shares = some.floats(0, 1)


@some.composite
def some_candidates(draw: some.DrawFn) -> list[Candidate]:
    """Up to thirty different candidates, each scored by any of the sources."""
    ids = draw(some.lists(some.integers(1, 10_000), unique=True, max_size=30))
    return [
        Candidate(
            item_id,
            draw(some.dictionaries(some.sampled_from(SOURCES), numbers)),
            draw(some.lists(some.sampled_from(GENRES), unique=True)),
            draw(some.none() | some.integers(1900, 2030)),
            draw(some.none() | some.sampled_from(("en", "hi"))),
            draw(some.lists(some.sampled_from(("Ray", "Lean")), unique=True)),
            draw(some.sampled_from(("movie", "book"))),
        )
        for item_id in ids
    ]


def ids_of(ranked: list[Ranked]) -> list[int]:
    """Which items, in their order."""
    return [one.candidate.item_id for one in ranked]


def scores_of(ranked: list[Ranked]) -> list[tuple[int, float]]:
    """Which items with which scores, in their order."""
    return [(one.candidate.item_id, one.score) for one in ranked]


def scored(item_id: int, **scores: float) -> Candidate:
    """A candidate of which nothing but scores is known."""
    return Candidate(item_id, scores)


def test_a_score_is_the_weighed_sum_of_what_each_source_says_over_its_most() -> None:
    candidates = [scored(1, neighbors=2.0, popular=10), scored(2, neighbors=4.0), scored(3, popular=5)]

    ranked = blend(candidates, NO_TASTE, {"neighbors": 3, "popular": 1})

    # the most are 4 and 10, the weights 3/4 and 1/4: 1: .75 · 2/4 + .25 · 10/10, 2: .75 · 4/4, 3: .25 · 5/10
    assert scores_of(ranked) == [(2, 0.75), (1, 0.625), (3, 0.125)]
    assert ranked[1].contributions == (("neighbors", 0.75, 2.0, 4.0, None), ("popular", 0.25, 10, 10, None))
    assert [part.points for part in ranked[1].contributions] == [0.375, 0.25]
    assert [one.rank for one in ranked] == [1, 2, 3]


def test_a_source_without_anything_to_say_leaves_its_weight_to_the_others() -> None:
    candidates = [scored(1, neighbors=2.0, ease=-1.0), scored(2, popular=8)]

    ranked = blend(candidates, NO_TASTE, {"neighbors": 1, "ease": 7, "cosine": 5, "popular": 1, "content": 0})

    # ease says nothing good of anything, cosine nothing at all, content weighs nothing: ½ and ½ are left
    assert scores_of(ranked) == [(1, 0.5), (2, 0.5)]
    assert sources_of(ranked) == ["neighbors", "popular"]


def test_a_source_may_speak_against_an_item() -> None:
    ranked = blend([scored(1, ease=2.0), scored(2, ease=-1.0, popular=1)], NO_TASTE, {"ease": 1, "popular": 1})

    assert scores_of(ranked) == [(1, 0.5), (2, 0.25)]


@pytest.mark.parametrize(("most", "score"), [(0.2, 0.2 / 0.35), (0.34, 0.34 / 0.35), (0.35, 1.0), (0.7, 1.0)])
def test_what_resembles_little_is_not_divided_by_less_than_the_least_maximum(most: float, score: float) -> None:
    [best, _] = blend([scored(1, content=most), scored(2, content=0.1)], NO_TASTE, {"content": 1})

    assert best.score == pytest.approx(score)


def test_taste_is_added_beside_the_sources_and_takes_no_weight_from_them() -> None:
    taste = Taste({("genre", "War"): Liking(1.2, 0.0), ("language", "hi"): Liking(0.5, 0.2)})
    liked = Candidate(1, {"popular": 5}, ["War"], language="hi")
    other = Candidate(2, {"popular": 10})

    [first, second] = blend([liked, other], taste, {"popular": 1, "taste": 0.4})

    # T = 1.2 + (0.5 − 0.2) = 1.5, tanh(1.5 / 1.5) = 0.761594; ½ + 0.4 · 0.761594. 1.2 and 0.3 share it as 4 to 1.
    assert scores_of([second, first]) == [(1, pytest.approx(0.5 + 0.4 * math.tanh(1))), (2, 1.0)]
    told = {part.feature: part.points for part in second.contributions if part.source == "taste"}
    assert told == {
        ("genre", "War"): pytest.approx(0.4 * 0.761594 * 0.8, abs=1e-6),
        ("language", "hi"): pytest.approx(0.4 * 0.761594 * 0.2, abs=1e-6),
    }


def test_what_is_disliked_steps_back() -> None:
    taste = Taste({("genre", "War"): Liking(0.0, 3.0)})
    war, other = Candidate(1, {"popular": 10}, ["War"]), Candidate(2, {"popular": 7})

    ranked = blend([war, other], taste, {"popular": 1, "taste": 0.4})

    # tanh(−3 / 1.5) = −0.964028: 1 − 0.385611
    assert scores_of(ranked) == [(2, 0.7), (1, pytest.approx(1 - 0.4 * 0.964028, abs=1e-6))]


def test_features_that_cancel_each_other_out_are_told_and_add_nothing() -> None:
    taste = Taste({("genre", "War"): Liking(1.0, 0.0), ("language", "hi"): Liking(0.0, 1.0)})

    [one] = blend([Candidate(1, {"popular": 1}, ["War"], language="hi")], taste, {"popular": 1, "taste": 0.6})

    # T = 0: near 0 tanh(T / 1.5) is T / 1.5, so each feature's part is 0.6 · 1 / 1.5
    assert one.score == pytest.approx(1.0)
    assert [part.points for part in one.contributions] == pytest.approx([1.0, 0.4, -0.4])


def test_a_type_somebody_rates_less_than_the_catalogue_has_takes_something_away() -> None:
    taste = Taste({}, {"movie": 0.0, "book": -1.5})
    book, movie = Candidate(1, {"popular": 10}, item_type="book"), Candidate(2, {"popular": 8})

    ranked = blend([book, movie], taste, {"popular": 1, "type": 0.3})

    # 1 − 0.3 · 1.5 for the book; nothing is taken from the film, and nothing told of it
    assert scores_of(ranked) == [(2, 0.8), (1, pytest.approx(0.55))]
    assert ranked[1].contributions[1] == ("type", 0.3, -1.5, 1.0, ("type", "book"))
    assert [part.source for part in ranked[0].contributions] == ["popular"]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    ranked = blend([scored(7, popular=1), scored(3, popular=1), scored(5, popular=2)], NO_TASTE, {"popular": 1})

    assert ids_of(ranked) == [5, 3, 7]


def test_where_no_weighed_source_says_anything_popularity_decides() -> None:
    ranked = blend([scored(1, ease=-1.0, popular=2), scored(2, popular=8)], NO_TASTE, {"ease": 1, "content": 1})

    assert scores_of(ranked) == [(2, 1.0), (1, 0.25)]
    assert ranked[1].contributions == (("popular", 1.0, 2, 8, None),)
    assert sources_of(ranked) == ["popular"]


def test_nothing_to_rank_is_an_empty_list() -> None:
    assert recommend([], NO_TASTE, weights_for(0), 0.4, 40) == []
    assert sources_of([]) == []


def test_what_no_source_knows_comes_with_a_score_of_nothing() -> None:
    assert blend([scored(1)], NO_TASTE, weights_for(20)) == [Ranked(scored(1), 0, (), 1)]


def test_of_a_work_only_the_edition_that_stands_highest_is_kept() -> None:
    ranked = blend(
        [Candidate(n, {"popular": 10 - n}, work_id=work_id) for n, work_id in enumerate([7, None, 7, 8, None, 8])],
        NO_TASTE,
        {"popular": 1},
    )

    assert ids_of(one_of_each_work(ranked)) == [0, 1, 3, 4]


def test_candidates_are_read_by_the_names_of_their_fields() -> None:
    told = {
        "item_id": 9, "item_type": "book", "year": 1990, "language": "ta", "genres": ["War"], "people": ["Ray"],
        "work_id": 3, "neighbors": None, "ease": 0.0, "cosine": None, "content": 0.5, "popular": 2,
    }  # fmt: skip
    found = parse_material(
        {
            "candidates": [dict(reversed(told.items()))],
            "likings": [{"kind": "genre", "name": "War", "liked": 1.5, "disliked": 0.5}],
            "weights": {"popular": 1},
        }
    )

    [candidate] = found.candidates
    assert candidate == Candidate(
        9, {"ease": 0.0, "content": 0.5, "popular": 2}, ["War"], 1990, "ta", ["Ray"], "book", 3
    )
    assert found.taste == Taste({("genre", "War"): Liking(1.5, 0.5)}, {})
    assert found.weights == {"popular": 1}


@given(some_candidates(), tastes, presets)
def test_contributions_sum_to_the_score(candidates: list[Candidate], taste: Taste, weights: Weights) -> None:
    for one in blend(candidates, taste, weights):
        assert one.score == pytest.approx(sum(part.points for part in one.contributions), abs=1e-6)
        of_taste = sum(part.points for part in one.contributions if part.source == "taste")
        values = sum(part.value for part in one.contributions if part.source == "taste")
        assert of_taste == pytest.approx(weights.get("taste", 0) * squash(values), abs=1e-6)


@given(some_candidates(), presets)
def test_weights_of_the_sources_that_say_something_sum_to_one(candidates: list[Candidate], weights: Weights) -> None:
    ranked = blend(candidates, NO_TASTE, weights)

    def says_something(source: str) -> bool:
        return max((c.scores.get(source, 0) for c in candidates), default=0) > 0

    expected = {source for source in weights if says_something(source)}
    if not expected and says_something("popular"):
        expected = {"popular"}
    found = {part.source: part.weight for one in ranked for part in one.contributions}
    assert set(found) == expected
    assert sum(found.values()) == pytest.approx(1 if expected else 0)


@given(some_candidates(), tastes, presets, shares)
def test_every_score_can_be_recomputed_from_the_stored_receipt_alone(
    candidates: list[Candidate], taste: Taste, weights: Weights, diversity: float
) -> None:
    for place, one in enumerate(recommend(candidates, taste, weights, diversity, 40), 1):
        receipt = json.loads(json.dumps(receipt_of(one, place)))

        parts = receipt["contributions"]
        assert receipt["score"] == pytest.approx(
            sum(part["weight"] * part["value"] / part["maximum"] for part in parts), abs=1e-6
        )
        assert receipt["score"] == pytest.approx(sum(part["contribution"] for part in parts), abs=1e-6)


@given(some_candidates(), tastes, presets, some.randoms(use_true_random=False), shares)
def test_the_order_candidates_come_in_changes_nothing(
    candidates: list[Candidate], taste: Taste, weights: Weights, chance: Any, diversity: float
) -> None:
    shuffled = chance.sample(candidates, len(candidates))

    assert recommend(shuffled, taste, weights, diversity, 40) == recommend(candidates, taste, weights, diversity, 40)


@given(some_candidates(), tastes, presets, shares, some.integers(1, 40))
def test_a_list_has_no_item_twice_and_is_as_long_as_it_can_be(
    candidates: list[Candidate], taste: Taste, weights: Weights, diversity: float, limit: int
) -> None:
    ids = ids_of(recommend(candidates, taste, weights, diversity, limit))

    assert len(ids) == len(set(ids)) == min(limit, len(candidates))
    assert set(ids) <= {candidate.item_id for candidate in candidates}


@pytest.mark.parametrize(
    ("n_ratings", "start"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (5, 5), (6, 6), (14, 6), (15, 15), (5000, 15)]
)
def test_the_length_of_a_history_decides_the_weights(n_ratings: int, start: int) -> None:
    assert weights_for(n_ratings) == TUNED[start]
    assert weights_for(n_ratings, CLASSIC) == {"neighbors": 0.5, "content": 0.3, "popular": 0.2}


def test_the_sources_of_a_list_are_named_by_weight_without_the_type() -> None:
    taste = Taste({("genre", "War"): Liking(1.0, 0.0)}, {"movie": -0.5})
    everything = [Candidate(1, dict.fromkeys(SOURCES, 1.0), ["War"])]

    # Shares of the sources sum to one: neighbors 0.5 / 1.1 and taste 0.7 in the band from three ratings on, where
    # cosine and content weigh the same and stand by their names.
    assert sources_of(blend(everything, taste, TUNED[6]))[:2] == ["taste", "content"]
    assert sources_of(blend(everything, taste, {"ease": 1, "content": 1, "popular": 3, "taste": 0.1, "type": 9})) == [
        "popular",
        "content",
        "ease",
        "taste",
    ]
    assert sources_of(blend(everything, taste, CLASSIC[0])) == ["neighbors", "content", "popular"]
