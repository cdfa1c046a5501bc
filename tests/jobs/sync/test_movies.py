"""Movies from TMDB: shared fairly, read on where the last run stopped, kept fresh."""

import logging
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from api.errors import Conflict
from tests.jobs.sync.conftest import House
from tests.support.sources import World

BY_LANGUAGE = "select language from cinelibre.items where item_type = 'movie'"
HASHES = """
    select jsonb_build_array(m.tmdb_id, e.text_hash)
    from cinelibre.movies as m
    join cinelibre.item_embeddings as e on e.item_id = m.item_id
"""
MOVIE = """
    select to_jsonb(m) || to_jsonb(i)
    from cinelibre.movies as m
    join cinelibre.items as i on i.id = m.item_id
    where m.tmdb_id = %s
"""


async def test_a_movie_comes_with_everything_that_is_told_of_it(house: House, world: World) -> None:
    await house.sync(languages=["hi"], n_movies=20)

    told = world.film(world.ids("hi")[1])
    assert told is not None
    [found] = house.rows(MOVIE, told["id"])
    assert {
        name: found[name] for name in ("title", "original_title", "description", "language", "runtime", "imdb_id")
    } == {
        "title": told["title"],
        "original_title": told["original_title"],
        "description": told["overview"],
        "language": "hi",
        "runtime": told["runtime"],
        "imdb_id": told["imdb_id"],
    }
    assert (found["external_rating"], found["external_count"]) == (told["vote_average"], told["vote_count"])
    assert found["external_popularity"] == pytest.approx(float(told["popularity"]), rel=1e-5)
    assert found["directors"] == [told["credits"]["crew"][0]["name"]]
    assert found["cast_members"] == [
        one["name"] for one in sorted(told["credits"]["cast"], key=lambda one: one["order"])
    ]
    assert found["keywords"] == [one["name"] for one in told["keywords"]["keywords"]]
    assert (found["certification"], found["image_url"]) == (
        "UA",
        f"https://image.tmdb.org/t/p/w500{told['poster_path']}",
    )


@pytest.mark.parametrize("world", [World({"hi": 400})])
async def test_the_log_says_once_how_long_embedding_will_take(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api")

    await house.sync(languages=["hi"], n_movies=300)

    told = [vars(record)["fields"] for record in caplog.records if record.message == "embedding_forecast"]
    # 20 that came out lately and the first 100 of the list are embedded by then, of the 300 wanted.
    assert [(one["source"], one["n_texts"]) for one in told] == [("tmdb", 180)]


async def test_no_language_starves_and_who_has_more_makes_up_for_who_has_less(house: House) -> None:
    await house.sync(n_movies=80)

    counted = Counter(house.rows(BY_LANGUAGE))
    assert counted["ml"] == 6  # all there are
    assert counted["hi"] == counted["ta"] == 40  # pages of twenty
    assert house.sources.asked["tmdb movie"] == 86


async def test_the_most_popular_come_first(house: House, world: World) -> None:
    await house.sync(languages=["ta"], n_movies=20)

    assert sorted(house.rows("select tmdb_id from cinelibre.movies")) == list(world.ids("ta"))[:20]


async def test_a_second_run_asks_little_and_embeds_nothing(house: House) -> None:
    await house.sync()
    before, catalogue = Counter(house.sources.asked), house.everything()

    await house.sync()

    asked = house.sources.asked - before
    assert asked == {"tmdb discover/movie": 3, "tmdb movie/changes": 1}  # what came out lately, what changed
    assert house.everything() == catalogue
    assert {name: value for name, value in house.last_run()["counts"].items() if value} == {"n_requests": 4}


async def test_more_is_read_on_from_where_the_lists_were_left(house: House, world: World) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    await house.sync(languages=["hi"], n_movies=60)

    assert len(house.rows(BY_LANGUAGE)) == 60
    assert house.sources.asked["tmdb movie"] == 60
    assert house.rows("select position from cinelibre.sync_cursors where language = 'hi'") == [
        {"next": 4, "pages": 3, "read_on": datetime.now(UTC).date().isoformat()}
    ]


async def test_what_changed_at_the_source_changes_here_and_only_new_texts_are_embedded(
    house: House, world: World
) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    retold, rerated, *_, unknown = world.ids("hi")
    world.edited = {
        retold: {"overview": "A ferryman finds a crown in the mud of the river and hides it from everybody he loves."},
        rerated: {"vote_average": 1.5, "vote_count": 9},
        unknown: {"vote_count": 9},
    }
    world.changed = [retold, rerated, unknown, 77]
    hashes = dict(house.rows(HASHES))
    asked = house.sources.asked["tmdb movie"]

    await house.sync(languages=["hi"], n_movies=20)

    assert house.sources.asked["tmdb movie"] - asked == 2  # of the others nothing is held
    assert {tmdb_id for tmdb_id, text_hash in house.rows(HASHES) if hashes[tmdb_id] != text_hash} == {retold}
    counts = house.last_run()["counts"]
    assert (counts["n_changed"], counts["n_embedded"]) == (2, 1)
    assert house.rows(MOVIE, rerated)[0]["external_rating"] == 1.5


async def test_what_was_not_asked_about_for_five_months_is(house: House, world: World) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    old, gone = list(world.ids("hi"))[:2]
    house.rows(
        "update cinelibre.source_checks set checked_at = now() - interval '151 days'"
        " where item_id in (select item_id from cinelibre.movies where tmdb_id in (%s, %s))",
        old,
        gone,
    )
    world.gone = {gone}
    asked = house.sources.asked["tmdb movie"]

    await house.sync(languages=["hi"], n_movies=20)
    assert house.last_run()["counts"]["n_gone"] == 1
    await house.sync(languages=["hi"], n_movies=20)

    assert house.sources.asked["tmdb movie"] - asked == 2
    assert house.rows("select count(*) from cinelibre.movies") == [20]  # what is gone there is kept here
    assert house.rows("select count(*) from cinelibre.source_checks where checked_at < now() - interval '1 day'") == [0]


async def test_a_list_of_more_than_500_pages_is_read_in_halves(house: House, world: World) -> None:
    world.films["hi"] = 10_100  # 505 pages

    await house.sync(languages=["hi"], n_movies=60)

    spans = house.rows("select span from cinelibre.sync_cursors where language = 'hi' order by span desc")
    today = datetime.now(UTC).date().isoformat()
    assert len(spans) == 2
    assert (spans[0].split("..")[1], spans[1].split("..")[0]) == (today, "1900-01-01")
    assert len(house.rows(BY_LANGUAGE)) >= 60


async def test_lists_read_to_their_end_are_read_anew_after_a_month(house: House, world: World) -> None:
    await house.sync(languages=["ml"], n_movies=20)
    house.rows(
        "update cinelibre.sync_cursors set position = position || '{\"read_on\": \"2020-01-01\"}' where language = 'ml'"
    )
    world.films["ml"] = 8

    await house.sync(languages=["ml"], n_movies=20)

    assert len(house.rows(BY_LANGUAGE)) == 8


async def test_one_sync_at_a_time(house: House) -> None:
    await house.db.one("begin_job", job_name="sync", holder="elsewhere:1")

    with pytest.raises(Conflict, match=r"under way: begun .* by elsewhere:1") as refusal:
        await house.sync()

    assert refusal.value.slug == "job_under_way"
    assert house.sources.asked == Counter()


@pytest.mark.parametrize(
    ("edit", "reason"),
    [({"title": " ", "original_title": None}, "it has no title"), ({"adult": True}, "it is marked as adult")],
)
async def test_a_bad_item_is_named_and_costs_no_other(
    house: House, world: World, edit: dict[str, Any], reason: str
) -> None:
    bad = list(world.ids("hi"))[3]
    world.edited = {bad: edit}

    done = await house.sync(languages=["hi"], n_movies=19)

    assert len(house.rows(BY_LANGUAGE)) == 19
    assert f"TMDB movie {bad}: {reason}" in done
    assert house.last_run()["errors"] == [f"TMDB movie {bad}: {reason}"]
    assert house.last_run()["outcome"] == "done"
