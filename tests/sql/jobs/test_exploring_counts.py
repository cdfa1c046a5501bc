"""The counts that exploring goes by: what is shown and clicked, and that they outlive the impressions."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, rows, write, write_items

ASKED: dict[str, Any] = {"enough_shown": 10, "few_raters": 4, "click_hours": 24}
COUNTS = """
    select item_id, shown_count, clicked_count, round(seen::numeric, 3)::float8,
    recent_shown_count, recent_clicked_count, round(recent_seen::numeric, 3)::float8
    from cinelibre.exposures order by item_id
"""


@pytest.fixture
async def url(db: Database, database_url: str) -> str:
    """Five items and two readers."""
    await write_items(db)
    write(database_url, "insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob')")
    return database_url


def show(url: str, item_id: int, hours: float, place: int = 1, user_id: int = 1) -> None:
    """A list showed an item so many hours ago."""
    write(
        url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
        " values (%s, %s, gen_random_uuid(), %s, now() - make_interval(secs => 3600 * %s::float8))",
        user_id, item_id, place, float(hours),
    )  # fmt: skip


def click(url: str, item_id: int, hours: float, kind: str = "click", user_id: int = 1) -> None:
    """An event so many hours ago."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        " values (%s, %s, %s, now() - make_interval(secs => 3600 * %s::float8))",
        user_id, item_id, kind, float(hours),
    )  # fmt: skip


async def count(db: Database, **given: Any) -> Any:
    """A call that counts."""
    return await db.one("count_exposures", **{"after_id": 0, "max_seconds": 5.0, "page_size": 100, **ASKED, **given})


async def test_showings_count_by_their_places_and_clicks_belong_to_the_newest(db: Database, url: str) -> None:
    show(url, DUNE, 40, place=1)
    show(url, DUNE, 30, place=3)
    click(url, DUNE, 29)  # of the showing 30 hours ago alone
    show(url, DUNE, 2, place=7)
    click(url, DUNE, 1, "helpful")
    show(url, RAN, 3, place=1, user_id=2)
    click(url, RAN, 2, "watchlist_add", user_id=2)
    click(url, RAN, 2, user_id=1)  # who was not shown it

    # 1 + 1 / log2(4) = 1.5 more than a day and an hour ago, 1 / log2(8) = 1/3 since.
    assert await count(db) == {"n_counted": 2, "next": None}
    assert rows(url, COUNTS) == [(DUNE, 2, 1, 1.5, 1, 0, 0.333), (RAN, 0, 0, 0, 1, 1, 1)]
    await count(db)
    assert rows(url, COUNTS) == [(DUNE, 2, 1, 1.5, 1, 0, 0.333), (RAN, 0, 0, 0, 1, 1, 1)]


@pytest.mark.parametrize(("hours", "is_clicked"), [(0, True), (23.9, True), (24.1, False), (-0.1, False)])
async def test_a_click_comes_within_a_day(db: Database, url: str, hours: float, is_clicked: bool) -> None:
    show(url, DUNE, 48)
    click(url, DUNE, 48 - hours)

    await count(db)

    assert rows(url, COUNTS) == [(DUNE, 1, int(is_clicked), 1, 0, 0, 0)]


async def test_counts_outlive_their_impressions(db: Database, url: str) -> None:
    for hours in (50, 40, 3):
        show(url, DUNE, hours)
    click(url, DUNE, 39)
    await count(db)
    write(url, "delete from cinelibre.impressions where true; delete from cinelibre.interactions where true")

    show(url, DUNE, 2)
    await count(db)

    # Of what was recent only what is left counts.
    assert rows(url, COUNTS) == [(DUNE, 2, 1, 2, 1, 0, 1)]


async def test_pages_go_on_where_the_time_was_up(db: Database, url: str) -> None:
    for item_id in (DUNE, RAN, EMMA, SOLARIS):
        show(url, item_id, 2)

    found = [await count(db, page_size=2, max_seconds=0, after_id=after) for after in (0, RAN, SOLARIS)]

    assert found == [{"n_counted": 2, "next": RAN}, {"n_counted": 2, "next": SOLARIS}, {"n_counted": 0, "next": None}]


@pytest.mark.parametrize(
    ("n_shown", "n_raters", "is_thin"), [(9, 0, True), (10, 0, False), (0, 4, True), (0, 5, False)]
)
async def test_thin_is_what_few_were_shown_and_few_rated(
    db: Database, url: str, n_shown: int, n_raters: int, is_thin: bool
) -> None:
    write(
        url, "insert into cinelibre.exposures (item_id, shown_count, recent_shown_count) values (1, 1, %s)", n_shown - 1
    )
    write(url, "insert into cinelibre.item_stats (item_id, rater_count) values (1, %s)", n_raters)

    thin = [item_id for (item_id,) in rows(url, "select item_id from cinelibre.list_thin(0, 100, 10, 4)")]

    assert thin == ([DUNE] if is_thin else []) + [RAN, EMMA, SOLARIS, DRACULA]
    assert rows(url, "select item_id from cinelibre.list_thin(2, 2, 10, 4)") == [(EMMA,), (SOLARIS,)]


async def refresh(db: Database, **given: Any) -> Any:
    """Choose the pool anew."""
    asked = {**ASKED, "pool_size": 2, "new_days": 30, "sample_size": 100, **given}
    return await db.one("refresh_explorable", **asked)


async def test_the_pool_has_the_newest_of_each_type_then_the_best_known(db: Database, url: str) -> None:
    write(
        url,
        "update cinelibre.items set created_at = now() - case id when 1 then interval '31 days' when 2 then interval"
        " '3 days' else interval '40 days' end, external_count = 10 * id, genres = array['Drama'] where id <= 3",
    )
    show(url, RAN, 2, place=3)
    click(url, RAN, 1)
    await count(db)

    assert await refresh(db) == {"n_explorable": 4}
    pool = (
        "select item_id, item_type, features[1], shown_count, clicked_count, seen from cinelibre.explorable order by 1"
    )
    # Ran is new, and Emma the best known of the others.
    assert rows(url, pool) == [
        (RAN, "movie", "decade 2000", 1, 1, 0.5), (EMMA, "movie", "decade 2000", 0, 0, 0),
        (SOLARIS, "book", "decade 2000", 0, 0, 0), (DRACULA, "book", "decade 2000", 0, 0, 0),
    ]  # fmt: skip
    assert await refresh(db, enough_shown=1) == {"n_explorable": 4}
    assert rows(url, pool)[0][0] == DUNE


async def test_the_prior_is_made_of_the_newest_impressions_and_all_ratings(db: Database, url: str) -> None:
    show(url, DUNE, 5, place=1)
    show(url, RAN, 4, place=3)
    show(url, EMMA, 3, place=1, user_id=2)
    click(url, DUNE, 4)
    click(url, EMMA, 2, user_id=2)
    write(
        url,
        "insert into cinelibre.item_stats (item_id, rater_count, like_count) values (1, 7, 3), (2, 2, 2)"
        " on conflict (item_id) do update set rater_count = excluded.rater_count, like_count = excluded.like_count",
    )

    await refresh(db, sample_size=2)

    prior = "select item_count, seen, clicked_count, rater_count, like_count from cinelibre.exploring_prior"
    # The newest two are worth 1 + ½ first places and brought one click.
    assert rows(url, prior) == [(5, 1.5, 1, 9, 5)]
    assert rows(url, "select * from cinelibre.sample_clicks(100, interval '24 hours')") == [(2.5, 2)]
    assert rows(url, "select item_id, is_clicked from cinelibre.list_showings('{1}', '{-infinity}', '24 hours')") == [
        (DUNE, True)
    ]


def explore(url: str, n: int, hours: float, preset: str | None, told: int = 7, is_shown: bool = True) -> None:
    """A list that drew its preset so many hours ago."""
    list_id = f"00000000-0000-4000-8000-0000000000{n:02}"
    write(
        url,
        "insert into cinelibre.explorations (recommendation_id, user_id, made_at, told, preset, preset_propensity)"
        " values (%s, 1, now() - make_interval(secs => 3600 * %s::float8), %s, %s, %s)",
        list_id, float(hours), told, preset, None if preset is None else 0.5,
    )  # fmt: skip
    if is_shown:
        write(
            url,
            "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
            " values (1, 1, %s, 1, now() - make_interval(secs => 3600 * %s::float8))",
            list_id, float(hours),
        )  # fmt: skip


async def test_a_list_counts_once_for_its_preset_and_length_of_history(db: Database, url: str) -> None:
    explore(url, 1, 90, "tuned")
    explore(url, 2, 60, "tuned")
    explore(url, 3, 58, "classic", told=15)
    explore(url, 4, 57, "classic", is_shown=False)
    explore(url, 5, 56, None)
    explore(url, 6, 3, "classic")
    click(url, DUNE, 59)
    asked = {"click_hours": 24, "bands": [0, 5, 15]}

    first = await db.one("count_presets", list_limit=3, **asked)
    rest = await db.one("count_presets", list_limit=3, **asked)

    assert first == {"n_counted": 3, "counts": [[5, "tuned", 2, 1], [15, "classic", 1, 0]]}
    assert rest == {"n_counted": 1, "counts": first["counts"]}
    assert await db.one("count_presets", list_limit=3, **asked) == {"n_counted": 0, "counts": first["counts"]}


async def test_chances_are_kept_beside_the_counts(db: Database, url: str) -> None:
    write(url, "insert into cinelibre.preset_odds (band_from, preset, list_count) values (5, 'tuned', 9)")
    chances = [
        {"band_from": 5, "preset": "tuned", "chance": 0.75},
        {"band_from": 5, "preset": "classic", "chance": 0.25},
    ]

    assert await db.one("save_preset_chances", chances=chances) == {"n_saved": 2}
    kept = rows(url, "select preset, list_count, chance from cinelibre.preset_odds order by 1")
    assert kept == [("classic", 0, 0.25), ("tuned", 9, 0.75)]
    assert json.dumps(chances)


async def test_what_chance_decided_is_deleted_with_the_impressions(db: Database, url: str) -> None:
    explore(url, 1, 24 * 30.1, "tuned")
    explore(url, 2, 24 * 31, "tuned")
    explore(url, 3, 24 * 29.9, "tuned")

    assert await db.one("delete_old_explorations", row_limit=1) == {"n_explorations": 1}
    assert await db.one("delete_old_explorations", row_limit=5) == {"n_explorations": 1}
    assert rows(url, "select count(*) from cinelibre.explorations") == [(1,)]
