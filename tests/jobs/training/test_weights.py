"""Choosing weights: who is judged by what, what is tried, and when the shipped weights stay."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from api.db import Database
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.weights import choosing
from api.jobs.training.weights.choosing import bounds_of, by_length, choose_weights
from api.jobs.training.weights.hiding import ages_of, hide_newcomers, hide_newest
from api.jobs.training.weights.search import DISCOUNTS, Stack, is_better, search
from api.ranking.blend import TUNED
from api.ranking.candidates import SOURCES

NEIGHBORS, EASE, POPULAR = (SOURCES.index(source) for source in ("neighbors", "ease", "popular"))


def ratings_of(histories: Mapping[int, Sequence[float]]) -> Ratings:
    """Stars of each user for item 0, 1, 2 and so on, a second after the other."""
    lines = [(user, item, stars, item) for user, of_one in histories.items() for item, stars in enumerate(of_one)]
    users, items, stars, seconds = (np.array(column) for column in zip(*lines, strict=True))
    ids = np.arange(100, dtype=np.int32)
    return Ratings(
        users.astype(np.int32), items.astype(np.int32), stars.astype(np.float32), seconds, ids[: users.max() + 1], ids
    )


def test_of_who_rated_twenty_the_newest_fifth_is_hidden() -> None:
    # Nothing is hidden of the second, who has nineteen. Of the first four are: one liked, two that are not, and one
    # that nobody else rated.
    ratings = ratings_of({0: [5] * 16 + [4, 3.5, 1, 5], 1: [3] * 19})

    known, [reader] = hide_newest(ratings)

    assert np.bincount(known.users).tolist() == [16, 19]
    assert reader.user == 0
    assert reader.items.tolist() == list(range(15, -1, -1))
    assert reader.wanted == {16}


def test_newcomers_are_known_by_their_first_ratings_alone() -> None:
    # A third of three people is one, who has twenty ratings.
    ratings = ratings_of({0: [4, 1, 3] + [5] * 17, 1: [3] * 19, 2: [3] * 5})

    trials = hide_newcomers(ratings)

    assert sorted(trials) == [1, 3, 5, 6]
    assert [len(trial.readers[0].items) for trial in trials.values()] == [1, 3, 5, 7]
    known, [reader] = trials[3]
    assert sorted(set(known.users.tolist())) == [1, 2]
    assert reader.user == -1
    assert reader.items.tolist() == [2, 1, 0]
    assert reader.stars.tolist() == [3, 1, 4]
    assert reader.wanted == set(range(3, 19))


def test_a_rating_counts_by_its_days_before_the_newest() -> None:
    seconds = np.array([60, 30, 0, -300_000]) * 86_400

    assert ages_of(seconds).tolist() == pytest.approx([1, 0.75, 0.625, 0.5])
    assert ages_of(seconds[:0]).tolist() == []
    [reader] = hide_newest(ratings_of({0: [5] * 20, 1: [3] * 19})).readers
    assert reader.ages == pytest.approx(0.5 + 0.5 * 0.5 ** (np.arange(16) / 86_400 / 30))


def stack_of(n_readers: int, said: dict[int, list[float]], wanted: int) -> Stack:
    """Readers alike, with three candidates, of whom one is wanted; what is said of each, by the place of the source."""
    values = np.zeros((len(SOURCES) + 2, 3), np.float32)
    for place, row in said.items():
        values[place] = row
    return Stack.of([(np.arange(3), values, {wanted})] * n_readers)


def test_a_list_is_scored_as_the_blend_scores_it() -> None:
    # neighbors 1/2, popular 1/2 of each other's three quarters and one quarter; taste 0.4 and type 0.3 besides.
    stack = stack_of(1, {NEIGHBORS: [1, 0.5, 0], POPULAR: [0, 1, 0.5], -2: [0, -1, 0.5], -1: [0, 0, -1]}, wanted=1)
    weights = {"neighbors": 0.75, "popular": 0.25, "ease": 9, "taste": 0.4, "type": 0.3}

    assert stack.scores(weights)[0, :3] == pytest.approx([0.75, 0.375 + 0.25 - 0.4, 0.125 + 0.2 - 0.3])
    assert stack.ndcg(weights)[0] == pytest.approx(1 / np.log2(3))  # the second of three


def test_what_says_nothing_leaves_its_weight_to_popularity_last() -> None:
    stack = stack_of(1, {POPULAR: [0, 1, 0.5]}, wanted=1)

    assert stack.scores({"neighbors": 1.0})[0, :3] == pytest.approx([0, 1, 0.5])


def test_a_weight_is_changed_to_what_finds_most_and_not_below_its_least() -> None:
    # Neighbors know what is wanted, taste leads astray: at 0.3 of taste it stands second, at less than 0.2 first.
    stack = stack_of(60, {NEIGHBORS: [0.8, 1, 0], -2: [1, 0, 0]}, wanted=1)
    shipped = {"neighbors": 0.5, "taste": 0.3}

    free, bound = search(stack, shipped, {}), search(stack, shipped, {"taste": (0.21, 1)})

    assert free.weights == {"neighbors": 0.5, "taste": 0.0}
    assert (free.shipped, free.chosen, free.n_judged) == pytest.approx((DISCOUNTS[1], 1, 60))
    assert bound.weights == shipped
    assert bound.chosen == bound.shipped


def readers_of(*groups: tuple[int, dict[int, list[float]]]) -> Stack:
    """Groups of readers, as in `stack_of`, who want the second of three."""
    parts = [stack_of(n_readers, said, wanted=1) for n_readers, said in groups]
    places = [of_one for part in parts for of_one in part.positions]
    return Stack(places, *(np.concatenate(one) for one in zip(*(part[1:] for part in parts), strict=True)))


LED_ASTRAY = {NEIGHBORS: [0.8, 1, 0], -2: [1.0, 0, 0]}  # by taste, from 0.2 on
LED_RIGHT = {NEIGHBORS: [1, 0.97, 0], -2: [0, 1.0, 0]}  # by taste, from 0.05 on
UNMOVED = {NEIGHBORS: [0.5, 1, 0.2], -2: [0.0, 0, 0]}


@pytest.mark.parametrize(("n_right", "expected"), [(3, 0.0), (4, 0.05)])
def test_a_weight_that_gives_way_becomes_the_least_that_is_not_surely_worse(n_right: int, expected: float) -> None:
    # The shipped 0.3 leads sixty astray. At 0.05 to 0.15 the few are led right as well, which none is at 0: what they
    # gain is g each, so of 104 in all the mean gain is 4/104 g with four of them, which is 2.03 of its standard errors,
    # and 3/103 g with three of 103, which is 1.74.
    stack = readers_of((60, LED_ASTRAY), (n_right, LED_RIGHT), (40, UNMOVED))
    shipped = {"neighbors": 0.5, "taste": 0.3}

    assert search(stack, shipped, {}, ("taste",)).weights["taste"] == expected
    assert search(stack, shipped, {}).weights["taste"] == 0.05


def test_a_weight_that_gives_way_stays_as_shipped_where_nothing_is_better() -> None:
    # At 0.3 sixty are led right, at 0 none: and at 0.05 as many. What is shipped is as good as the best.
    stack = readers_of((60, LED_RIGHT))

    assert search(stack, {"neighbors": 0.5, "taste": 0.3}, {}, ("taste",)).weights["taste"] == 0.3


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([1, 0, 0, 0], False),  # a mean of 1/4; the standard error is 1/2 / √4, as much
        ([1, 1, 0, 0], True),  # 1/2 against 0.577 / √4
        ([0.1, 0.1, 0.1, 0.1], True),
        ([0, 0, 0, 0], False),
        ([1], False),
    ],
)
def test_better_is_more_than_a_standard_error(differences: list[float], expected: bool) -> None:
    theirs = np.full(len(differences), 0.5)

    assert is_better(theirs + np.array(differences), theirs) is expected


def test_a_bound_is_tried_itself() -> None:
    # Taste leads astray as above; 0.199 is the most at which the wanted stands first, and no other of those tried is.
    stack = stack_of(60, {NEIGHBORS: [0.8, 1, 0], -2: [1, 0, 0]}, wanted=1)

    assert search(stack, {"neighbors": 0.5, "taste": 0.3}, {"taste": (0.199, 1)}).weights["taste"] == 0.199
    assert search(stack, {"neighbors": 0.5, "taste": 0.3}, {"taste": (0.0, 0.0)}).weights["taste"] == 0


def test_with_a_handful_of_ratings_taste_and_content_keep_three_quarters_and_popularity_gains_nothing() -> None:
    for band in (1, 3, 5, 6):
        shipped = TUNED[band]
        assert bounds_of(band) == {
            "taste": (0.75 * shipped["taste"], 1),
            "content": (0.75 * shipped["content"], 1),
            "popular": (0, shipped.get("popular", 0)),
        }
    assert bounds_of(15) == {}


async def test_few_ratings_leave_the_shipped_table(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = ratings_of({**{user: [5, 1] * 10 for user in range(60)}, 60: [3] * 19})
    monkeypatch.setattr(choosing, "FEWEST_RATINGS", 1220)
    few = await choose_weights(db, ratings)
    monkeypatch.setattr(choosing, "FEWEST_RATINGS", 1219)
    monkeypatch.setattr(choosing, "FEWEST_JUDGED", 61)
    nobody = await choose_weights(db, ratings)
    monkeypatch.setattr(choosing, "FEWEST_JUDGED", 60)
    enough = await choose_weights(db, ratings)

    assert few == nobody == (None, {})
    assert enough.weights is not None
    assert list(enough.figures) == ["15", "50", "200"]  # a third of sixty are too few newcomers
    assert list(enough.weights) == ["0", "1", "3", "5", "6", "15", "50", "200"]
    assert {band: enough.weights[band] for band in ("0", "1", "3", "5", "6")} == {
        str(b): TUNED[b] for b in (0, 1, 3, 5, 6)
    }
    assert enough.figures["15"]["n_judged"] == 60


def test_each_stretch_of_lengths_has_its_weights_where_enough_people_are_judged() -> None:
    # Sixty with 15 to 49 ratings are led astray by neighbors at their full weight, sixty with 50 or more by taste, and
    # ten with 200 or more by neighbors again: they are too few to be told from the others.
    astray = {
        "neighbors": stack_of(60, {NEIGHBORS: [1, 0, 0], EASE: [0, 0, 1], -2: [0, 1, 0]}, wanted=1),
        "taste": stack_of(60, {NEIGHBORS: [0.8, 1, 0], EASE: [0.9, 1, 0], -2: [1, 0, 0]}, wanted=1),
    }
    few = astray["neighbors"].of_rows(np.arange(10))
    parts = [astray["neighbors"], astray["taste"], few]
    places = [of_one for part in parts for of_one in part.positions]
    stack = Stack(places, *(np.concatenate(one) for one in zip(*(part[1:] for part in parts), strict=True)))

    chosen = by_length(stack, np.array([15] * 30 + [49] * 30 + [50] * 30 + [199] * 30 + [200] * 10))

    assert list(chosen) == [15, 50, 200]
    assert chosen[15].chosen == 1
    assert chosen[50].chosen == 1
    assert chosen[15].weights["taste"] > chosen[50].weights["taste"]
    assert (chosen[15].n_judged, chosen[50].n_judged, chosen[200].n_judged) == (60, 60, 130)
