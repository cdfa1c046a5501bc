"""Seasons: on which days they are, for whom, what they are about, and what they say of candidates, worked by hand."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from api.db import Database
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.support.readers import rows, write
from tests.support.servers import Server

ADDED = "insert into cinelibre.seasons (name, from_day, to_day, is_yearly, keywords, genres, languages, weight) values"
CURRENT = "select name from cinelibre.list_seasons(jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s)"
ALL = "array(select s from cinelibre.seasons as s)"
FOUND = f"select cinelibre.find_seasonal({ALL}, %s::integer[], %s, %s)"
MATCHED = f"select cinelibre.match_seasons({ALL}, %s)"
TAGS = f"select season, kind, name, folded, value from cinelibre.list_season_tags({ALL}) order by 1, kind desc, place"
STANDING = f"""
    select cinelibre.describe_standing(jsonb_populate_record(null::cinelibre.reader, %s::jsonb), {ALL}, '[]')
"""

FILMS: list[dict[str, Any]] = [
    {"title": "Pumpkins", "keywords": ["Halloween"], "genres": ["Comedy"], "external_count": 10, "language": "en"},
    {"title": "Fear", "keywords": ["ghost"], "genres": ["Horror"], "external_count": 30, "language": "en"},
    {"title": "Dread", "genres": ["Horror"], "external_count": 20, "language": "ta"},
    {"title": "Lamps", "keywords": ["homecoming"], "genres": ["Drama"], "external_count": 50, "language": "hi"},
    {"title": "Prom", "keywords": ["homecoming"], "genres": ["Drama"], "external_count": 60, "language": "en"},
    {"title": "Plain", "genres": ["Drama"], "external_count": 99, "language": "hi"},
]
PUMPKINS, FEAR, DREAD, LAMPS, PROM, PLAIN = range(1, 7)


@pytest.fixture
async def catalogue(db: Database, database_url: str) -> str:
    """Six films, and two seasons at once: Halloween, and Diwali for Hindi and Tamil alone."""
    records = [{"item_type": "movie", "year": 2001} | film for film in FILMS]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    await db.one("refresh_features")
    write(
        database_url,
        f"{ADDED} ('Halloween', '2025-10-24', '2025-10-31', true, '{{halloween,ghost}}', '{{Horror}}', '{{}}', 0.2),"
        " ('Diwali', '2027-10-19', '2027-10-31', false, '{homecoming}', '{}', '{hi,ta}', 0.3)",
    )
    return database_url


def current(url: str, day: str, item_ids: list[int] | None = None) -> list[str]:
    """The seasons of a reader who rated these items."""
    reader = json.dumps({"user_id": 1, "item_ids": item_ids or []})
    return [name for (name,) in rows(url, CURRENT, reader, day)]


@pytest.mark.parametrize(
    ("day", "is_on"),
    [("2026-10-23", False), ("2026-10-24", True), ("2026-10-31", True), ("2026-11-01", False), ("2044-10-30", True),
     ("2020-10-30", True)],
)  # fmt: skip
async def test_a_yearly_season_comes_on_the_same_days_of_each_year(catalogue: str, day: str, is_on: bool) -> None:
    assert current(catalogue, day) == (["Halloween"] if is_on else [])


@pytest.mark.parametrize(
    ("day", "is_on"), [("2026-12-27", False), ("2026-12-28", True), ("2027-01-03", True), ("2027-01-04", False)]
)
async def test_a_yearly_season_may_last_over_new_year(catalogue: str, day: str, is_on: bool) -> None:
    write(catalogue, f"{ADDED} ('Year', '2025-12-28', '2026-01-03', true, '{{party}}', '{{}}', '{{}}', 0.1)")

    assert current(catalogue, day) == (["Year"] if is_on else [])


@pytest.mark.parametrize(
    ("day", "is_on"), [("2027-03-05", True), ("2027-03-06", False), ("2028-03-05", True), ("2028-03-06", False)]
)
@pytest.mark.parametrize("first_year", [2026, 2028])
async def test_a_leap_day_moves_no_end_of_a_yearly_season(
    catalogue: str, first_year: int, day: str, is_on: bool
) -> None:
    days = f"'{first_year}-02-20', '{first_year}-03-05'"
    write(catalogue, f"{ADDED} ('Thaw', {days}, true, '{{snow}}', '{{}}', '{{}}', 0.1)")

    assert current(catalogue, day) == (["Thaw"] if is_on else [])


@pytest.mark.parametrize(("n_rated", "names"), [(2, ["Halloween"]), (3, ["Diwali", "Halloween"])])
async def test_a_season_with_languages_is_for_who_rated_three_items_in_them(
    catalogue: str, n_rated: int, names: list[str]
) -> None:
    of_them = [LAMPS, DREAD, PLAIN][:n_rated]

    assert current(catalogue, "2027-10-25", [*of_them, PUMPKINS, FEAR, PROM]) == names
    assert current(catalogue, "2028-10-25", [*of_them, PUMPKINS]) == ["Halloween"]


async def test_what_seasons_are_about_is_compared_folded_and_a_genre_says_less(catalogue: str) -> None:
    assert rows(catalogue, TAGS) == [
        ("Diwali", "keyword", "homecoming", "homecoming", 1),
        ("Halloween", "keyword", "halloween", "halloween", 1),
        ("Halloween", "keyword", "ghost", "ghost", 1),
        ("Halloween", "genre", "Horror", "horror", 0.7),
    ]


def found(url: str, known: str = "{}", item_type: str | None = None, limit: str = "", **filters: Any) -> list[int]:
    """What competes because of the seasons."""
    [(answer,)] = rows(url, FOUND.replace("%s)", f"%s{limit})"), known, item_type, json.dumps(filters))
    return list(answer)


async def test_what_seasons_are_about_competes_best_known_first_in_its_languages(catalogue: str) -> None:
    assert found(catalogue) == [LAMPS, FEAR, DREAD, PUMPKINS]
    assert found(catalogue, f"{{{FEAR}}}") == [LAMPS, DREAD, PUMPKINS]
    assert found(catalogue, limit=", 2") == [LAMPS, FEAR]
    assert found(catalogue, languages=["ta"]) == [DREAD]
    assert found(catalogue, item_type="book") == []


async def test_a_candidate_says_by_its_weightiest_tag_which_season_it_suits(catalogue: str) -> None:
    candidates = json.dumps([{"item_id": item_id} for item_id in range(1, 7)])

    [(matched,)] = rows(catalogue, MATCHED, candidates)

    halloween = {"name": "Halloween", "weight": 0.2}
    assert matched == {
        str(PUMPKINS): {**halloween, "match": "halloween", "value": 1},
        str(FEAR): {**halloween, "match": "ghost", "value": 1},
        str(DREAD): {**halloween, "match": "Horror", "value": 0.7},
        str(LAMPS): {"name": "Diwali", "weight": 0.3, "match": "homecoming", "value": 1},
    }
    # A horror film of a homecoming suits Diwali more: 0.3 · 1 instead of 0.2 · 0.7.
    write(catalogue, "update cinelibre.items set keywords = '{Homecoming}' where id = %s", DREAD)
    [(matched,)] = rows(catalogue, MATCHED, candidates)
    assert matched[str(DREAD)]["name"] == "Diwali"


async def test_off_season_and_without_a_match_nothing_is_said(catalogue: str) -> None:
    assert rows(catalogue, MATCHED, json.dumps([{"item_id": PLAIN}])) == [(None,)]
    assert rows(catalogue, STANDING, '{"user_id": 1}')[0][0]["seasons"] is None
    write(catalogue, "delete from cinelibre.seasons where true")
    assert rows(catalogue, MATCHED, json.dumps([{"item_id": FEAR}])) == [(None,)]
    assert found(catalogue) == []


async def test_a_season_counts_what_it_is_about(db: Database, catalogue: str) -> None:
    # Halloween: Pumpkins and Fear by keyword, Fear again and Dread by genre. Diwali: Lamps; Prom is English.
    told = {one["name"]: one["n_items"] for one in await db.rows("get_seasons")}
    assert told == {"Halloween": 3, "Diwali": 1}
    assert rows(catalogue, "select cinelibre.count_seasonal(s) from cinelibre.seasons as s order by s.name") == [
        (1,),
        (3,),
    ]


async def test_seasons_are_written_changed_told_and_deleted(db: Database) -> None:
    season = {
        "name": "Pongal", "from_day": "2027-01-13", "to_day": "2027-01-17", "is_yearly": True,
        "keywords": ["harvest"], "genres": [], "languages": ["ta"], "weight": 0.2,
    }  # fmt: skip
    later = {**season, "from_day": "2028-01-14", "to_day": "2028-01-18"}
    for written in (season, later, {**later, "weight": 0.5}):
        assert await db.one("write_season", **written) is True

    assert await db.rows("get_seasons") == [{**season, "n_items": 0}, {**later, "weight": 0.5, "n_items": 0}]
    assert await db.one("delete_seasons", name="Pongal", from_day="2028-01-14") == 1
    assert await db.rows("get_seasons") == [{**season, "n_items": 0}]
    assert [await db.one("delete_seasons", name="Pongal", from_day=None) for _ in range(2)] == [1, 0]


def test_the_shipped_seasons_have_true_dates_until_2035(server: Server, project: str, tree: SqlTree) -> None:
    url = server.url_of(project)
    ship(url, tree)

    shipped = rows(url, "select name, from_day, to_day, is_yearly from cinelibre.seasons order by from_day")

    assert {name for name, *_ in shipped} == {
        "Christmas", "Diwali", "Halloween", "Monsoon", "Ramadan", "Valentine's Day",
    }  # fmt: skip
    assert [name for name, _, _, is_yearly in shipped if is_yearly and name in ("Diwali", "Ramadan")] == []
    diwali = [first + timedelta(days=10) for name, first, *_ in shipped if name == "Diwali"]
    assert [day.year for day in diwali] == list(range(2025, 2036))
    # Diwali is a new moon: these are 29.53 days apart, and one was on 2000-01-06 at 18:14 UTC.
    new_moon = date(2000, 1, 6).toordinal() + 18.23 / 24
    for day in diwali:
        phase = (day.toordinal() + 0.5 - new_moon) % 29.530588
        assert min(phase, 29.530588 - phase) < 1.6, day
        assert date(day.year, 10, 14) <= day <= date(day.year, 11, 15), day
    fasts = [(first, last - timedelta(days=2)) for name, first, last, _ in shipped if name == "Ramadan"]
    assert {(eid - first).days for first, eid in fasts} == {29, 30}
    assert {(later - first).days for (first, _), (later, _) in pairwise(fasts)} <= {354, 355}
    assert (fasts[0][0], fasts[-1][0]) == (date(2025, 3, 1), date(2035, 11, 1))
