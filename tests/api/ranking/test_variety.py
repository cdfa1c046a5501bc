"""Variety, in literals: what it costs and gives, who competes, and what stays when somebody rates."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking.blend import blend, recommend
from api.ranking.candidates import Candidate, Ranked, Weights
from api.ranking.lists import POOL, diversify, keep_steady
from api.ranking.receipts import receipt_of
from api.ranking.taste import Taste
from tests.api.ranking.test_blend import NO_TASTE, ids_of, presets, shares, some_candidates, tastes

POPULAR = {"popular": 1.0}


def by_score(*scores: float, genres: list[str] | None = None, first_id: int = 1) -> list[Ranked]:
    """Candidates with these scores, best first, of one genre each; ids from one."""
    genres = genres or ["War"] * len(scores)
    return [
        Ranked(Candidate(n + first_id, {}, [genre]), score, (), n + 1)
        for n, (score, genre) in enumerate(zip(scores, genres, strict=True))
    ]


@given(some_candidates(), tastes, presets, some.integers(1, 40))
def test_without_diversity_the_order_is_that_of_the_scores(
    candidates: list[Candidate], taste: Taste, weights: Weights, limit: int
) -> None:
    raw = blend(candidates, taste, weights)

    assert diversify(raw, 0, limit) == raw[:limit]
    assert [one.score for one in raw] == sorted((one.score for one in raw), reverse=True)


@given(some_candidates(), tastes, presets, shares)
def test_the_first_is_the_best_however_much_variety_is_wanted(
    candidates: list[Candidate], taste: Taste, weights: Weights, diversity: float
) -> None:
    ranked = blend(candidates, taste, weights)

    assert ids_of(diversify(ranked, diversity, 40))[:1] == ids_of(ranked)[:1]


@pytest.mark.parametrize(("diversity", "second"), [(0.64, 2), (0.65, 3)])
def test_a_new_genre_is_worth_a_quarter_of_all_the_way_from_the_worst_to_the_best(
    diversity: float, second: int
) -> None:
    # Scores run from 1 to 3: stretched, the second war film is at (2.5 − 1) / 2 = 0.75, the comedy at (2.44 − 1) / 2
    # = 0.72. In the second place s = d / 6; the comedy is ahead where (1 − s) · 0.03 < s / 4: s > 0.1071, d > 0.643.
    ranked = by_score(3, 2.5, 2.44, 1, genres=["War", "War", "Comedy", "War"])

    assert ids_of(diversify(ranked, diversity, 4))[1] == second


def test_scores_are_stretched_over_the_best_so_that_a_common_offset_changes_nothing() -> None:
    near = by_score(100.03, 100.02, 100.01, 100.0, genres=["War", "War", "Comedy", "Noir"])
    far = by_score(3, 2, 1, 0, genres=["War", "War", "Comedy", "Noir"])

    for diversity in (0.1, 0.5, 0.9):
        assert ids_of(diversify(near, diversity, 4)) == ids_of(diversify(far, diversity, 4))


def test_equal_scores_divide_by_nothing_and_give_way_to_variety() -> None:
    assert ids_of(diversify(by_score(1, 1, 1, genres=["War", "War", "Noir"]), 0.1, 3)) == [1, 3, 2]


@pytest.mark.parametrize(("comedy", "n_before"), [(0.772, 5), (0.771, 6), (0.635, 12), (0.625, 13)])
def test_variety_counts_more_with_every_place_up_to_the_seventh(comedy: float, n_before: int) -> None:
    # All war but one comedy. With n places taken s = ½ · min(1, n / 6), and the best war film left is at 1 − n / 100:
    # the comedy is ahead where (1 − s) (1 − n / 100 − comedy) < s / 4. n = 5: s = 5/12, it needs 0.7714;
    # n = 6: s = ½, it needs 0.69. From there on s stays: n = 11 needs 0.64, n = 12 0.63, n = 13 0.62.
    war = by_score(*(1 - n / 100 for n in range(20)), 0)
    ranked = sorted([*war, *by_score(comedy, genres=["Comedy"], first_id=50)], key=lambda one: -one.score)

    assert ids_of(diversify(ranked, 0.5, 20)).index(50) == n_before


def test_variety_alone_shows_every_genre_once_before_it_repeats() -> None:
    genres = ["War", "War", "War", "War", "War", "War", "Noir", "War", "Music"]
    ranked = by_score(*(1 - n / 1000 for n in range(9)), 0, genres=[*genres, "War"])

    assert ids_of(diversify(ranked, 1, 8)) == [1, 7, 9, 2, 3, 4, 5, 6]


def test_only_the_best_hundred_and_fifty_compete_for_variety() -> None:
    def with_noir_at(rank: int) -> list[Ranked]:
        genres = ["Noir" if n == rank else "War" for n in range(1, POOL + 11)]
        return by_score(*(1 - n / 10_000 for n in range(POOL + 10)), genres=genres)

    assert POOL == 150
    assert 150 in ids_of(diversify(with_noir_at(150), 0.99, 10))
    assert 151 not in ids_of(diversify(with_noir_at(151), 0.99, 10))


def test_what_variety_moves_up_is_told_with_the_genres_it_brings() -> None:
    candidates = [
        Candidate(1, {"popular": 100}, ["War"]),
        Candidate(2, {"popular": 99}, ["War"]),
        Candidate(3, {"popular": 98}, ["Noir", "Comedy"]),
        Candidate(4, {"popular": 1}, ["War"]),
    ]

    ranked = recommend(candidates, NO_TASTE, POPULAR, 0.5, 4)

    told = [receipt_of(one, place)["variety"] for place, one in enumerate(ranked, 1)]
    assert ids_of(ranked) == [1, 3, 2, 4]
    assert told == [
        {"rank": 1, "genres": []},
        {"rank": 3, "genres": ["Comedy", "Noir"]},
        {"rank": 2, "genres": []},
        {"rank": 4, "genres": []},
    ]


def test_without_a_change_of_the_first_nothing_is_kept_back() -> None:
    ranked = by_score(5, 4, 3, 2, 1)

    assert keep_steady(ranked[:4], ranked, {1, 2}, 2, 0) == ranked[:4]


def test_at_most_so_many_of_the_first_are_new_and_the_best_of_the_former_stay() -> None:
    ranked = by_score(*range(10, 0, -1))

    # Of the first four (1 to 4) only 1 was there before; one may be new: 2. 3 and 4 make way for the best of the
    # former that are left, 6 and 7. What stood behind keeps its order and the list its length.
    kept = keep_steady(ranked[:6], ranked, {1, 6, 7, 8}, 4, 1)

    assert ids_of(kept) == [1, 2, 6, 7, 3, 4]
    assert ids_of(keep_steady(ranked[:6], ranked, {1, 6, 7, 8}, 4, 2)) == [1, 2, 3, 6, 4, 5]
    assert ids_of(keep_steady(ranked[:6], ranked, {1, 6, 7, 8}, 4, 3)) == [1, 2, 3, 4, 5, 6]


def test_what_of_the_former_can_no_longer_be_recommended_makes_room_for_what_is_new() -> None:
    ranked = by_score(*range(10, 0, -1))

    # Of the former 20 and 30 are no candidates any more: both of their places are new, though one is allowed.
    assert ids_of(keep_steady(ranked[:4], ranked, {1, 2, 20, 30}, 4, 1)) == [1, 2, 3, 4]


@given(
    some_candidates(), tastes, presets, shares, some.sets(some.integers(1, 10_000)), some.integers(1, 20),
    some.integers(0, 20), some.data(),
)  # fmt: skip
def test_whatever_is_chosen_no_more_than_so_many_of_the_first_are_new(
    candidates: list[Candidate],
    taste: Taste,
    weights: Weights,
    diversity: float,
    strangers: set[int],
    n_first: int,
    most_new: int,
    data: some.DataObject,
) -> None:
    ids = [candidate.item_id for candidate in candidates]
    former = strangers | data.draw(some.sets(some.sampled_from(ids)) if ids else some.just(set()))
    chosen = recommend(candidates, taste, weights, diversity, 25)
    everything = recommend(candidates, taste, weights, 0, len(candidates))

    kept = ids_of(keep_steady(chosen, everything, former, n_first, most_new))

    first = kept[:n_first]
    n_new = len(set(first) - former)
    assert len(kept) == len(set(kept)) == len(chosen)
    assert n_new <= most_new or (former & set(ids)) <= set(first)  # else all of the former that are left are there
    assert n_new <= len(set(ids_of(chosen[:n_first])) - former)
    assert set(kept) <= set(ids)
