"""How alike two tastes are: numbers worked by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from api.db import Database
from tests.support.people import N_FILMS, a_person, write_films
from tests.support.readers import record, rows, write

FOUND = "select user_id, score, r, n from cinelibre.find_matches(%s, %s, %s)"


@pytest.mark.parametrize(
    ("affinity", "stars"),
    [(3, 5), (2, 4), (1, 3), (0.5, 2.75), (0, 2.5), (-1, 2), (-2, 1), (-3, 0)],
)
def test_an_affinity_stands_for_the_stars_of_its_place_on_the_scale(
    database_url: str, affinity: float, stars: float
) -> None:
    assert rows(database_url, "select cinelibre.affinity_as_stars(%s)", affinity) == [(stars,)]


@pytest.mark.parametrize(("score", "agree"), [(0.5999, False), (0.6, True)])
def test_below_a_score_nobody_is_shown(database_url: str, score: float, agree: bool) -> None:
    assert rows(database_url, "select cinelibre.agrees(%s)", score) == [(agree,)]


def correlation(url: str, mine: list[float], theirs: list[float], damping: float) -> float:
    """What correlate says of opinions minus the middle."""
    sums = [
        len(mine), sum(mine), sum(theirs), sum(x * x for x in mine), sum(y * y for y in theirs),
        sum(x * y for x, y in zip(mine, theirs, strict=True)), damping,
    ]  # fmt: skip
    [(found,)] = rows(url, "select cinelibre.correlate(%s, %s, %s, %s, %s, %s, %s)", *sums)
    return float(found)


def test_a_correlation_is_taken_about_damped_means(database_url: str) -> None:
    # x = 2, 2, 1, y = 2, 1, 2. Without damping both means are 5/3: xy = 8 − 25/3 = −1/3, xx = yy = 9 − 25/3 = 2/3.
    assert correlation(database_url, [2, 2, 1], [2, 1, 2], 0) == pytest.approx(-0.5)
    # With 3 more opinions in the middle both means are 5/6: xy = 8 − 2 · 5 · 5/6 + 3 · 25/36 = 1.75, xx = yy = 2.75.
    assert correlation(database_url, [2, 2, 1], [2, 1, 2], 3) == pytest.approx(1.75 / 2.75)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ([1.25] * 5, [1.25] * 5, 1),  # who only ever likes agrees with who only ever likes,
        ([1.25] * 5, [-1.75] * 5, -1),  # and with who dislikes the same does not
        ([0.0] * 5, [1.25] * 5, 0),  # having seen something says nothing
    ],
)
def test_opinions_that_are_all_the_same_are_told_apart_by_their_side_of_the_middle(
    database_url: str, mine: list[float], theirs: list[float], expected: float
) -> None:
    assert correlation(database_url, mine, theirs, 3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("r", "n", "low", "high"),
    [
        (0.6, 28, 0.2924, 0.7951),  # atanh 0.6 = 0.6931, 1.96 / √25 = 0.3920: tanh 0.3012 and tanh 1.0851
        (0.0, 7, -0.7531, 0.7531),  # 1.96 / √4 = 0.98
        (1.0, 5, 0.0861, 1.0),  # counts 0.9: atanh 0.9 = 1.4722, 1.96 / √2 = 1.3859
    ],
)
def test_an_interval_is_fishers(database_url: str, r: float, n: int, low: float, high: float) -> None:
    [(found,)] = rows(database_url, "select cinelibre.describe_interval(%s, %s)", r, n)

    assert found == {"low": pytest.approx(low, abs=1e-4), "high": pytest.approx(high, abs=1e-4)}


async def test_eight_films_alike_are_a_match_and_seven_are_not(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    stars = {film: 5 if film % 2 else 1 for film in range(1, 9)}
    ada = await a_person(db, "ada", stars)
    bob = await a_person(db, "bob", stars)
    await a_person(db, "eve", {film: stars[film] for film in range(1, 8)})

    # r = 1, so the score is (1 + n / (n + 5)) / 2: 0.8077 with eight and 0.7917 with seven.
    assert rows(database_url, FOUND, ada.user_id, 0.8, 9) == [(bob.user_id, pytest.approx((1 + 8 / 13) / 2), 1, 8)]
    assert [n for *_, n in rows(database_url, FOUND, ada.user_id, 0.79, 9)] == [8, 7]
    assert len(rows(database_url, FOUND, ada.user_id, 0.79, 1)) == 1


async def test_fewer_than_five_films_alike_are_no_match_at_any_threshold(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", dict.fromkeys(range(1, 9), 5))
    await a_person(db, "bob", dict.fromkeys(range(1, 5), 5))
    eve = await a_person(db, "eve", dict.fromkeys(range(1, 6), 5))

    assert [one[0] for one in rows(database_url, FOUND, ada.user_id, 0, 9)] == [eve.user_id]


async def test_what_was_not_rated_counts_by_the_newest_opinion_or_mark(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", {1: 4.5})
    kinds = ("superlike", "like", "dislike", "seen", "hide", "favorite")
    await record(ada, *({"interaction_type": kind, "item_id": 2 + place} for place, kind in enumerate(kinds)))
    await record(ada, {"interaction_type": "like", "item_id": 1}, {"interaction_type": "dislike", "item_id": 3})

    found: dict[int, float] = dict(
        rows(database_url, "select item_id, stars from cinelibre.list_opinions(%s)", ada.user_id)
    )

    # Stars stand above a like; the like of film 3 gave way to the dislike.
    assert found == {1: 4.5, 2: 5, 3: 1, 4: 1, 5: 2.75, 6: 0, 7: 4}


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ("discoverable = true", True),
        ("discoverable = false", False),
        ("role = 'service'", False),
        ("role = 'admin'", True),
        ("external_id = 'simulated:1'", False),
        ("external_id = 'movielens:7000'", True),
    ],
)
async def test_only_people_who_let_themselves_be_found_are(
    db: Database, database_url: str, change: str, is_found: bool
) -> None:
    await write_films(db, database_url)
    stars = dict.fromkeys(range(1, 9), 5)
    ada, bob = await a_person(db, "ada", stars), await a_person(db, "bob", stars)
    write(database_url, f"update cinelibre.users set {change} where id = %s", bob.user_id)

    can_be = "select cinelibre.can_be_matched(u) from cinelibre.users as u where id = %s"
    assert rows(database_url, can_be, bob.user_id) == [(is_found,)]
    assert (len(rows(database_url, FOUND, ada.user_id, 0.8, 9)) == 1) is is_found


async def test_of_a_long_history_the_least_known_films_are_compared(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", dict.fromkeys(range(1, 11), 5))
    bob = await a_person(db, "bob", dict.fromkeys(range(1, 6), 5))
    eve = await a_person(db, "eve", dict.fromkeys(range(6, 11), 5))
    write(database_url, "update cinelibre.item_stats set rater_count = 9 where item_id between 6 and 10")
    likely = "select cinelibre.list_likely_matches(%s, 5, 3, 5, 2.75, %s, %s)"

    # Films 1 to 5 have six ratings each, 30 in all; the first of the others would bring them to 39.
    assert rows(database_url, likely, ada.user_id, 9, 38) == [([bob.user_id],)]
    assert rows(database_url, likely, ada.user_id, 9, 29) == [([],)]
    assert rows(database_url, likely, ada.user_id, 9, 75) == [([bob.user_id, eve.user_id],)]
    assert rows(database_url, likely, ada.user_id, 1, 75) == [([bob.user_id],)]


TITLES = "select kind, item_id, place, i_like_it_more from cinelibre.list_telling_titles(%s, %s, %s) order by 1, 3"


async def test_titles_tell_what_two_love_and_where_they_differ(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    mine: Mapping[int, float] = {1: 5, 2: 4, 3: 4.5, 4: 4, 5: 5, 6: 1, 7: 3, 8: 3.5, 9: 4}
    theirs: Mapping[int, float] = {1: 5, 2: 4, 3: 4, 4: 3.5, 5: 1, 6: 3, 7: 4, 8: 3, 9: 5}
    ada, bob = await a_person(db, "ada", mine), await a_person(db, "bob", theirs)

    found = rows(database_url, TITLES, ada.user_id, bob.user_id, 6)

    # Film 4 is not loved by Bob; films 4 and 8 differ by half a star, films 7 and 9 by one.
    assert found == [
        ("differs", 5, 1, True), ("differs", 6, 2, False), ("differs", 7, 3, False),
        ("loved", 1, 1, False), ("loved", 9, 2, False), ("loved", 3, 3, False),
    ]  # fmt: skip
    assert rows(database_url, TITLES, ada.user_id, bob.user_id, 7) == []


BRIDGE = "select cinelibre.find_bridge(%s, %s, %s)"


async def test_a_bridge_is_loved_by_one_and_unknown_to_the_other(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    bob = await a_person(db, "bob", {1: 5, 2: 5, 3: 4.5, 4: 4.5, 5: 3.5})
    ada = await a_person(db, "ada", {1: 2})
    assert rows(database_url, BRIDGE, bob.user_id, ada.user_id, 5) == [(2,)]
    assert rows(database_url, BRIDGE, ada.user_id, bob.user_id, 5) == [(None,)]

    await record(ada, {"interaction_type": "seen", "item_id": 2})
    await record(bob, {"interaction_type": "like", "item_id": N_FILMS})

    assert rows(database_url, BRIDGE, bob.user_id, ada.user_id, 5) == [(3,)]
    assert rows(database_url, BRIDGE, bob.user_id, ada.user_id, 6) == [(None,)]


async def test_a_match_has_its_numbers_and_titles_but_no_name_before_friendship(
    db: Database, database_url: str
) -> None:
    await write_films(db, database_url)
    ada, bob = await a_person(db, "ada", {1: 5}), await a_person(db, "bob", {1: 4, 2: 5})
    describe = "select cinelibre.describe_match(%s, %s, %s, 0.87654, 0.65432, 9, %s)"

    def described(relation: str, least: int) -> dict[str, Any]:
        [(found,)] = rows(database_url, describe, ada.user_id, bob.user_id, relation, least)
        return dict(found)

    found = described("none", 5)
    assert (found["name"], found["score"], found["r"], found["n"]) == (None, 0.8765, 0.6543, 9)
    assert [item["title"] for item in found["both_love"]] == ["Film 1"]
    assert found["differ_on"][0]["liked_by"] == "you"
    assert (found["bridge"]["for_you"]["title"], found["bridge"]["for_them"]) == ("Film 2", None)
    assert described("none", 6)["bridge"] == {"for_you": None, "for_them": None}
    assert described("friends", 6)["name"] == "bob"
    assert described("friends", 6)["bridge"]["for_you"]["title"] == "Film 2"
