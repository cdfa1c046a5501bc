"""Ranking, in literals: what a score is made of, what order it makes, what variety costs, and what reasons say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking import (
    CLASSIC,
    PRESETS,
    TUNED,
    Candidate,
    Ranked,
    Weights,
    blend,
    diversify,
    explain,
    method_of,
    recommend,
    sources_of,
    weights_for,
)
from api.recommendations.service import receipt_of

SOURCES = ("neighbors", "ease", "cosine", "content", "popular")
GENRES = ("Drama", "War", "Noir", "Comedy")
numbers = some.floats(-50, 1000, allow_nan=False, allow_infinity=False)


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
        )
        for item_id in ids
    ]


presets = some.sampled_from([weights for preset in PRESETS.values() for weights in preset.values()])
shares = some.floats(0, 1)


def ids_of(ranked: list[Ranked]) -> list[int]:
    """Which items, in their order."""
    return [one.candidate.item_id for one in ranked]


def scored(item_id: int, **scores: float) -> Candidate:
    """A candidate of which nothing but scores is known."""
    return Candidate(item_id, scores)


def test_a_score_is_the_weighed_sum_of_what_each_source_says_over_its_most() -> None:
    candidates = [scored(1, neighbors=2.0, popular=10), scored(2, neighbors=4.0), scored(3, popular=5)]

    ranked = blend(candidates, {"neighbors": 3, "popular": 1})

    # the most are 4 and 10, the weights 3/4 and 1/4: 1: .75 · 2/4 + .25 · 10/10, 2: .75 · 4/4, 3: .25 · 5/10
    assert [(one.candidate.item_id, one.score) for one in ranked] == [(2, 0.75), (1, 0.625), (3, 0.125)]
    assert ranked[1].contributions == (("neighbors", 0.75, 2.0, 4.0), ("popular", 0.25, 10, 10))
    assert [part.points for part in ranked[1].contributions] == [0.375, 0.25]


def test_a_source_without_anything_to_say_leaves_its_weight_to_the_others() -> None:
    candidates = [scored(1, neighbors=2.0, ease=-1.0), scored(2, popular=8)]

    ranked = blend(candidates, {"neighbors": 1, "ease": 7, "cosine": 5, "popular": 1, "content": 0})

    # ease says nothing good of anything, cosine nothing at all, content weighs nothing: ½ and ½ are left
    assert [(one.candidate.item_id, one.score) for one in ranked] == [(1, 0.5), (2, 0.5)]
    assert method_of(ranked) == "neighbors+popular"


def test_a_source_may_speak_against_an_item() -> None:
    ranked = blend([scored(1, ease=2.0), scored(2, ease=-1.0, popular=1)], {"ease": 1, "popular": 1})

    assert [(one.candidate.item_id, one.score) for one in ranked] == [(1, 0.5), (2, 0.25)]


def test_equals_stand_in_the_order_of_their_ids() -> None:
    ranked = blend([scored(7, popular=1), scored(3, popular=1), scored(5, popular=2)], {"popular": 1})

    assert ids_of(ranked) == [5, 3, 7]


def test_where_no_weighed_source_says_anything_popularity_decides() -> None:
    ranked = blend([scored(1, ease=-1.0, popular=2), scored(2, popular=8)], {"ease": 1, "content": 1})

    assert [(one.candidate.item_id, one.score) for one in ranked] == [(2, 1.0), (1, 0.25)]
    assert ranked[1].contributions == (("popular", 1.0, 2, 8),)
    assert method_of(ranked) == "popular"


def test_the_sources_that_are_asked_are_those_with_a_weight() -> None:
    preset = {0: {"popular": 1.0}, 15: {"neighbors": 0.1, "ease": 1.0, "cosine": 0.0}}

    assert sources_of(preset) == {"0": ["popular"], "15": ["ease", "neighbors"]}


def test_nothing_to_rank_is_an_empty_list() -> None:
    assert recommend([], weights_for(0), 0.4, 40) == []
    assert method_of([]) == "nothing"


def test_what_no_source_knows_comes_with_a_score_of_nothing() -> None:
    assert blend([scored(1)], weights_for(20)) == [Ranked(scored(1), 0, ())]


@given(some_candidates(), presets)
def test_contributions_sum_to_the_score(candidates: list[Candidate], weights: Weights) -> None:
    for one in blend(candidates, weights):
        assert one.score == pytest.approx(sum(part.points for part in one.contributions), abs=1e-6)


@given(some_candidates(), presets)
def test_weights_of_the_sources_that_say_something_sum_to_one(candidates: list[Candidate], weights: Weights) -> None:
    ranked = blend(candidates, weights)

    def says_something(source: str) -> bool:
        return max((c.scores.get(source, 0) for c in candidates), default=0) > 0

    expected = {source for source in weights if says_something(source)}
    if not expected and says_something("popular"):
        expected = {"popular"}
    found = {part.source: part.weight for one in ranked for part in one.contributions}
    assert set(found) == expected
    assert sum(found.values()) == pytest.approx(1 if expected else 0)


@given(some_candidates(), presets, shares)
def test_every_score_can_be_recomputed_from_the_stored_receipt_alone(
    candidates: list[Candidate], weights: Weights, diversity: float
) -> None:
    for one in recommend(candidates, weights, diversity, 40):
        receipt = json.loads(json.dumps(receipt_of(one)))

        parts = receipt["contributions"]
        assert receipt["score"] == pytest.approx(
            sum(part["weight"] * part["value"] / part["maximum"] for part in parts), abs=1e-6
        )
        assert receipt["score"] == pytest.approx(sum(part["contribution"] for part in parts), abs=1e-6)
        reasons = explain(parts, {})
        assert receipt["score"] == pytest.approx(sum(reason["contribution"] for reason in reasons), abs=1e-6)


@given(some_candidates(), presets, some.randoms(use_true_random=False), shares)
def test_the_order_candidates_come_in_changes_nothing(
    candidates: list[Candidate], weights: Weights, chance: Any, diversity: float
) -> None:
    shuffled = chance.sample(candidates, len(candidates))

    assert recommend(shuffled, weights, diversity, 40) == recommend(candidates, weights, diversity, 40)


@given(some_candidates(), presets, shares, some.integers(1, 40))
def test_a_list_has_no_item_twice_and_is_as_long_as_it_can_be(
    candidates: list[Candidate], weights: Weights, diversity: float, limit: int
) -> None:
    ids = ids_of(recommend(candidates, weights, diversity, limit))

    assert len(ids) == len(set(ids)) == min(limit, len(candidates))
    assert set(ids) <= {candidate.item_id for candidate in candidates}


@given(some_candidates(), presets, some.integers(1, 40))
def test_without_diversity_the_order_is_that_of_the_scores(
    candidates: list[Candidate], weights: Weights, limit: int
) -> None:
    raw = blend(candidates, weights)

    assert diversify(raw, 0, limit) == raw[:limit]
    assert [one.score for one in raw] == sorted((one.score for one in raw), reverse=True)


@given(some_candidates(), presets, shares)
def test_the_first_is_the_best_however_much_variety_is_wanted(
    candidates: list[Candidate], weights: Weights, diversity: float
) -> None:
    ranked = blend(candidates, weights)

    if diversity < 1:
        assert ids_of(diversify(ranked, diversity, 40))[:1] == ids_of(ranked)[:1]


def test_variety_gives_a_place_to_the_lesser_item_with_genres_not_yet_shown() -> None:
    war, more_war, comedy = (
        Candidate(1, {"popular": 10}, ["War"]),
        Candidate(2, {"popular": 9}, ["War"]),
        Candidate(3, {"popular": 6}, ["Comedy", "Music"]),
    )

    # In the second place d counts a sixth. At 1: more war is 5/6 · 0.9 = 0.75, the comedy 5/6 · 0.6 + 1/6 · 2/4 = 0.58.
    assert ids_of(recommend([war, more_war, comedy], {"popular": 1}, 1, 3)) == [1, 2, 3]


def test_variety_counts_more_with_every_place_up_to_the_seventh() -> None:
    ranked = blend([Candidate(n, {"popular": 100 - n}, ["War"]) for n in range(1, 10)], {"popular": 1})
    comedy = Ranked(Candidate(99, {}, ["Comedy", "Music"]), 0.45 * ranked[0].score, ())

    # With n places taken the share is s = d · n / 6, at most d; war is worth about (1 − s) · 0.96, the comedy
    # (1 − s) · 0.45 + s · 2/4: it is ahead where s > ½. At 0.4 that is never, at 1 the fifth place (s = 4/6).
    assert 99 not in ids_of(diversify([*ranked, comedy], 0.4, 9))
    assert ids_of(diversify([*ranked, comedy], 1, 9))[4] == 99


def test_variety_alone_shows_every_genre_once_before_it_repeats() -> None:
    genres = ["War", "War", "War", "War", "War", "War", "Noir", "War", "Music"]
    ranked = blend([Candidate(n, {"popular": 200 - n}, [genre]) for n, genre in enumerate(genres)], {"popular": 1})

    # 199/200 against 194/200 is 5/6 · 0.025 in the second place; what is new has 1/6 · 1/4 more.
    assert ids_of(diversify(ranked, 1, 8)) == [0, 6, 8, 1, 2, 3, 4, 5]


def test_only_the_best_compete_for_variety() -> None:
    ranked = blend([Candidate(n, {"popular": 200 - n}, ["War"]) for n in range(1, 61)], {"popular": 1})
    ranked.append(Ranked(Candidate(99, {}, ["Comedy"]), 0.0, ()))

    assert 99 in ids_of(diversify(ranked, 0.9, 10))
    assert 99 not in ids_of(diversify(ranked, 0.9, 10, pool=60))


@pytest.mark.parametrize(
    ("n_ratings", "start"), [(0, 0), (1, 1), (2, 1), (3, 3), (5, 3), (6, 6), (14, 6), (15, 15), (5000, 15)]
)
def test_the_length_of_a_history_decides_the_weights(n_ratings: int, start: int) -> None:
    assert weights_for(n_ratings) == TUNED[start]
    assert weights_for(n_ratings, CLASSIC) == {"neighbors": 0.5, "content": 0.3, "popular": 0.2}


def test_the_method_names_the_sources_by_weight() -> None:
    everything = [scored(1, neighbors=1, ease=1, content=1, cosine=1, popular=1)]

    assert [method_of(blend(everything, TUNED[start])) for start in TUNED] == [
        "popular",
        "neighbors+cosine+popular+content",
        "cosine+neighbors+popular+content",
        "cosine+neighbors+ease+popular+content",
        "ease+content+neighbors",
    ]
    assert method_of(blend(everything, CLASSIC[0])) == "neighbors+content+popular"


def part(source: str, contribution: float = 0.5) -> dict[str, Any]:
    """A contribution as it is stored."""
    return {"source": source, "contribution": contribution}


BECAUSE = {
    "count": 3,
    "top": [
        {"item_id": 1, "title": "Drishyam", "rating": 5, "share": 0.5},
        {"item_id": 2, "title": "Ran", "rating": 4.5, "share": 0.3},
        {"item_id": 3, "title": "Emma", "rating": 4, "share": 0.2},
    ],
}


@pytest.mark.parametrize(
    ("source", "found", "text"),
    [
        ("neighbors", {"count": 12, "average": 4.4}, "12 people with your taste rated it 4.4 on average"),
        ("neighbors", {"count": 1, "average": 4.0}, "one person with your taste rated it 4"),
        ("neighbors", {"count": 2, "average": None}, "2 people with your taste rated it"),
        ("neighbors", {}, "people with your taste rated it"),
        ("ease", BECAUSE, "because you rated Drishyam 5 and Ran 4.5"),
        ("cosine", {"top": BECAUSE["top"][:1]}, "because you rated Drishyam 5"),  # type: ignore[index]
        ("content", BECAUSE, "its story is like those of what you rated: Drishyam 5 and Ran 4.5"),
        ("content", {}, "its story is like what you liked"),
        ("ease", {}, "goes with what you rated"),
        ("cosine", {"top": []}, "goes with what you rated"),
        ("cosine", {"top": [{"item_id": 4, "rating": 5}]}, "goes with what you rated"),
        ("popular", {"like_count": 7, "external_count": 90}, "liked by 7 readers here"),
        ("popular", {"like_count": 1}, "liked by 1 reader here"),
        ("popular", {"like_count": 0, "external_count": 12345}, "widely known: rated 12,345 times elsewhere"),
        ("popular", {}, "well known"),
    ],
)
def test_reasons_are_sentences(source: str, found: dict[str, Any], text: str) -> None:
    [reason] = explain([part(source)], {source: found})

    assert reason == {"source": source, "text": text, "contribution": 0.5}


def test_what_speaks_against_an_item_is_said_last() -> None:
    reasons = explain([part("ease", -0.1), part("content", 0.2), part("popular", 0.3)], {"ease": BECAUSE})

    assert [(reason["source"], reason["contribution"]) for reason in reasons] == [
        ("popular", 0.3),
        ("content", 0.2),
        ("ease", -0.1),
    ]
    assert reasons[-1]["text"] == "though it goes less with what you rated"


def test_what_adds_nothing_is_no_reason() -> None:
    assert explain([part("neighbors", 0.0)], {}) == []


@given(some.dictionaries(some.sampled_from(SOURCES), some.floats(0.001, 1)))
def test_the_weightiest_reason_comes_first(added: dict[str, float]) -> None:
    told = [reason["contribution"] for reason in explain([part(*one) for one in added.items()], {})]

    assert told == sorted(added.values(), reverse=True)
