"""What trends: three people at least were at it within two weeks, and the more there were, the more it counts."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from api.settings import ROOT
from tests.support.readers import (
    DRACULA,
    DUNE,
    EMMA,
    RAN,
    SOLARIS,
    Row,
    a_caller,
    record,
    rows,
    write,
    write_items,
)

HAPPENED = """
    insert into cinelibre.interactions (user_id, item_id, interaction_type, rating, occurred_at)
    select %s, %s, %s, %s, now() - make_interval(secs => 86400 * %s) from generate_series(1, %s)
"""
HOURLY = 0.005  # scores fade once an hour, by 2^(-1/168)
MOVERS = "select mover_count, third_mover_at is not null from cinelibre.item_stats where item_id = %s"


@pytest.fixture
async def people(db: Database) -> list[Caller]:
    """Six readers of three films and two books, with whom nothing happened yet."""
    await write_items(db)
    return [await a_caller(db, name) for name in ("ada", "bob", "cid", "dan", "eve", "fay")]


async def do(people: list[Caller], kind: str, item_id: int) -> None:
    """The same event of each."""
    for person in people:
        await record(person, {"interaction_type": kind, "item_id": item_id})


def happened(
    url: str, person: Caller, item_id: int, kind: str, *, days: float = 0, stars: float | None = None, times: int = 1
) -> None:
    """An event of some days ago."""
    write(url, HAPPENED, person.user_id, item_id, kind, stars, days, times)


async def trending(db: Database, **asked: Any) -> list[tuple[int, str, float]]:
    """The ids, what each is there for, and the scores."""
    page = {"item_limit": 20, "item_skip": 0, "list_limit": 200}
    found = (await db.one("get_trending_items", **{**page, **asked}))["items"]
    return [(item["id"], item["method"], item["score"]) for item in found]


async def movers(db: Database) -> dict[int, float]:
    """What trends, with its score."""
    return {item_id: score for item_id, method, score in await trending(db) if method == "trending"}


@pytest.mark.parametrize(
    ("n_people", "expected"),
    [
        # two likes are no trend; three: 3 · 0.5 · 3/(3 + 3); four: 4 · 0.5 · 4/(4 + 3)
        (2, {}),
        (3, {DUNE: 0.75}),
        (4, {DUNE: 8 / 7}),
    ],
)
async def test_three_people_make_a_trend_and_two_do_not(
    db: Database, people: list[Caller], n_people: int, expected: dict[int, float]
) -> None:
    await do(people[:n_people], "like", DUNE)

    assert await movers(db) == pytest.approx(expected, rel=HOURLY)


async def test_one_person_is_one_whatever_they_do(db: Database, people: list[Caller], database_url: str) -> None:
    await do(people[:2], "like", DUNE)
    happened(database_url, people[0], DUNE, "watchlist_add", times=50)

    assert await movers(db) == {}
    assert rows(database_url, MOVERS, DUNE) == [(2, False)]


@pytest.mark.parametrize(
    ("kind", "stars", "counts"),
    [
        ("view", None, True),
        ("hide", None, False),
        ("dislike", None, False),
        ("seen", None, False),
        ("rate", 3.0, True),
        ("rate", 2.5, False),
    ],
)
async def test_what_speaks_against_an_item_moves_it_not(
    db: Database, people: list[Caller], database_url: str, kind: str, stars: float | None, counts: bool
) -> None:
    await do(people[:2], "like", DUNE)

    happened(database_url, people[2], DUNE, kind, stars=stars)

    assert (DUNE in await movers(db)) is counts


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # likes of today and of nearly two half-lives ago: (1 + 0.5 · 2^(−13.9/7)) · 3/6
        (13.9, {DUNE: (1 + 0.5 * 2 ** (-13.9 / 7)) / 2}),
        (14.1, {}),
    ],
)
async def test_the_third_of_them_came_within_two_weeks(
    db: Database, people: list[Caller], database_url: str, days: float, expected: dict[int, float]
) -> None:
    happened(database_url, people[2], DUNE, "like", days=days)
    await do(people[:2], "like", DUNE)

    assert await movers(db) == pytest.approx(expected, rel=HOURLY)


async def test_a_trend_ends_without_an_event(db: Database, people: list[Caller], database_url: str) -> None:
    await do(people[:3], "like", DUNE)

    write(database_url, "update cinelibre.item_stats set third_mover_at = third_mover_at - interval '14 days 1 minute'")

    assert await movers(db) == {}


@pytest.mark.parametrize("preference", [0.1, 0.02])
async def test_the_least_that_three_people_do_is_a_trend(
    db: Database, people: list[Caller], database_url: str, preference: float
) -> None:
    statement = "insert into cinelibre.interaction_types (name, preference) values ('glance', %s)"
    write(database_url, statement, preference)
    for person in people[:3]:
        happened(database_url, person, DUNE, "glance", days=13.99)

    # 3 · preference · 2^(−13.99/7) · 3/6
    assert await movers(db) == pytest.approx({DUNE: 1.5 * preference * 2 ** (-13.99 / 7)}, rel=HOURLY)


async def test_many_people_stand_above_few_who_do_more(db: Database, people: list[Caller]) -> None:
    for item_id in (DUNE, RAN, EMMA):
        await do(people[:3], "superlike", item_id)
        await do(people[:3], "watchlist_add", item_id)
    await do(people, "like", SOLARIS)

    # three people: 3 · (0.7 + 0.4) · 3/6 = 1.65; six: 6 · 0.5 · 6/9 = 2
    found = await movers(db)
    assert found == pytest.approx({SOLARIS: 2, DUNE: 1.65, RAN: 1.65, EMMA: 1.65}, rel=HOURLY)
    assert next(iter(found)) == SOLARIS


@pytest.mark.parametrize(("item_limit", "expected"), [(1, [RAN]), (2, [RAN, EMMA]), (3, [RAN, EMMA, DUNE])])
async def test_a_short_list_is_of_those_that_trend_most(
    db: Database, people: list[Caller], item_limit: int, expected: list[int]
) -> None:
    for item_id, n_people in ((DUNE, 3), (RAN, 5), (EMMA, 4)):
        await do(people[:n_people], "like", item_id)

    assert [item_id for item_id, _, _ in await trending(db, item_limit=item_limit)] == expected


async def test_what_trends_is_of_the_type_asked_for_and_new_to_the_caller(db: Database, people: list[Caller]) -> None:
    for item_id in (DUNE, SOLARIS):
        await do(people[:3], "like", item_id)

    of_types = [await trending(db, item_type=item_type) for item_type in ("movie", "book")]
    to_ada, to_dan = [
        await trending(db, caller_id=person.user_id, caller_version=1) for person in (people[0], people[3])
    ]

    assert [[item_id for item_id, _, _ in found] for found in of_types] == [[DUNE], [SOLARIS]]
    assert to_ada == []
    assert {item_id for item_id, _, _ in to_dan} == {DUNE, SOLARIS}


async def test_three_times_as_many_by_trend_compete(db: Database, people: list[Caller], database_url: str) -> None:
    await test_many_people_stand_above_few_who_do_more(db, people)
    first = "select m.item_id = %s from cinelibre.list_moving(null, '{{}}', 1{}) as m"

    # Solaris has the fourth trend: among the first three it does not compete
    deep, default = first.format(", depth_factor => 4"), first.format("")
    assert [rows(database_url, query, SOLARIS) for query in (deep, default)] == [[(True,)], [(False,)]]
    write(database_url, "update cinelibre.item_stats set trend = 0, third_mover_at = null where item_id = %s", EMMA)
    assert rows(database_url, default, SOLARIS) == [(True,)]


async def test_scores_fade_once_an_hour_so_that_an_answer_stays_the_same_in_between(
    people: list[Caller], database_url: str
) -> None:
    await do(people[:3], "like", DUNE)
    # three movers: half of the trend; hours count from the landmark
    steps = """
        select
            m.score / (s.trend * 3 / 6),
            2 ^ (
                -extract(epoch from date_bin('1 hour', now(), c.landmark) - c.landmark)::float8
                / (86400 * c.half_life_days)
            )
        from cinelibre.list_moving(null, '{}', 1) as m
        join cinelibre.item_stats as s on s.item_id = m.item_id
        cross join cinelibre.decay_clocks as c
        where c.name = 'trend'
    """

    [(faded, expected)] = rows(database_url, steps)

    assert faded == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("times", "counted"), [(98, (3, True)), (99, (2, False))])
async def test_of_an_item_the_newest_hundred_events_are_read(
    people: list[Caller], database_url: str, times: int, counted: Row
) -> None:
    for person in people[:2]:
        happened(database_url, person, DUNE, "like", days=1)

    happened(database_url, people[2], DUNE, "view", times=times)

    assert rows(database_url, MOVERS, DUNE) == [counted]


@pytest.mark.parametrize(
    ("n_people", "minutes", "counted"),
    [(30, 59, 30), (30, 61, 4), (29, 59, 4)],
)
async def test_what_many_were_at_within_the_hour_is_not_counted_again(
    people: list[Caller], database_url: str, n_people: int, minutes: int, counted: int
) -> None:
    await do(people[:3], "like", DUNE)
    statement = "update cinelibre.item_stats set mover_count = %s, third_mover_at = now() - make_interval(mins => %s)"
    write(database_url, statement, n_people, minutes)

    await do(people[3:4], "like", DUNE)

    assert rows(database_url, MOVERS, DUNE) == [(counted, True)]


async def test_where_nothing_happens_what_is_popular_is_shown_with_its_score(
    db: Database, people: list[Caller], database_url: str
) -> None:
    figures = "update cinelibre.items set external_popularity = %s, external_count = %s where id = %s"
    for item_id, popularity, n_ratings in ((DUNE, 30, 200), (RAN, 10, 100), (EMMA, None, 100)):
        write(database_url, figures, popularity, n_ratings, item_id)
    for person in people[:2]:
        await person.one("rate_item", item_id=SOLARIS, rating=4)
    await people[0].one("rate_item", item_id=EMMA, rating=4)

    # of the films' popularity right now Dune has 30 of 40, Ran 10; Emma, of whom nothing is said, is liked once and has
    # 100 of 400 ratings ever; Solaris has two likes; Dracula nothing, so that only its id could place it
    scores = {DUNE: 750.0, EMMA: 251.0, RAN: 250.0, SOLARIS: 2.0}
    everything = [(item_id, "popular", score) for item_id, score in scores.items()]
    assert await trending(db) == everything
    assert await trending(db, item_limit=2) == everything[:2]
    assert await trending(db, item_type="book") == everything[3:]
    write(database_url, "delete from cinelibre.ratings where item_id = %s", EMMA)
    assert await trending(db) == [everything[0], *everything[2:]]  # nobody speaks of Emma now
    assert DRACULA not in scores


async def test_what_is_popular_follows_what_trends_and_is_not_told_twice(
    db: Database, people: list[Caller], database_url: str
) -> None:
    write(database_url, "update cinelibre.items set external_count = 100 where id in (%s, %s)", DUNE, RAN)
    await do(people[:3], "like", DUNE)

    found = await trending(db, item_limit=2)

    assert [(item_id, method) for item_id, method, _ in found] == [(DUNE, "trending"), (RAN, "popular")]
    assert [item_id for item_id, _, _ in await trending(db, item_limit=1)] == [DUNE]


async def test_what_the_migration_fills_is_what_the_trigger_counts(
    db: Database, people: list[Caller], database_url: str
) -> None:
    await do(people[:4], "like", DUNE)
    await do(people[:2], "view", RAN)
    happened(database_url, people[0], EMMA, "like", days=15)
    movers = "select item_id, mover_count, third_mover_at from cinelibre.item_stats order by item_id"
    kept = rows(database_url, movers)
    write(database_url, "update cinelibre.item_stats set mover_count = 0, third_mover_at = null where true")

    write(database_url, filling_part_of_the_migration())

    assert rows(database_url, movers) == kept
    assert [row[1] for row in kept] == [4, 2, 0]


def filling_part_of_the_migration() -> str:
    """The statement of 0043 that counts what was there before it."""
    text = (ROOT / "sql" / "migrations" / "0043_add_movers.sql").read_text()
    start = text.index("\nupdate cinelibre.item_stats")
    return text[start : text.index("\ncreate or replace", start)]
