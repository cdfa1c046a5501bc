"""What goes wrong with a sync, done to it: afterwards the catalogue is that of a run in which nothing went wrong."""

import asyncio
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.embedding import Embedder
from api.errors import Misconfigured, NotGoodEnough, Unavailable
from api.jobs.sync import progress
from api.jobs.sync.books import BookSync
from api.jobs.sync.job import rehearse, sync
from api.jobs.sync.source import Source, SourceUnavailable
from tests.jobs.sync.conftest import House, command, wanted_of
from tests.support.servers import Server, running_postgrest, token
from tests.support.sources import Faults, Question, World, running_sources
from tests.support.waiting import until

Clean = Callable[..., Any]
BOTH = wanted_of(kinds=("movies", "books"), n_movies=60, n_books=60)


async def test_through_every_fault_the_catalogue_is_that_of_a_faultless_run(
    house: House, world: World, clean_catalogue: Clean
) -> None:
    house.sources.faults = Faults(per_second=20, dropped=0.02, html=0.01, truncated=0.01, failed=0.01)

    await sync(house.settings, house.db, house.embedder, BOTH)

    assert house.everything() == await clean_catalogue(world, BOTH)
    asked = house.sources.asked
    assert asked["dropped"] > 0
    assert asked["html"] + asked["truncated"] + asked["failed"] > 0
    assert house.sources.statuses[429] > 0
    counts = house.last_run()["counts"]
    assert counts["n_retries"] >= sum(asked[name] for name in ("dropped", "html", "truncated", "failed"))
    assert counts["n_slowed"] == house.sources.statuses[429]


async def test_killed_in_the_middle_the_next_run_loses_nothing_and_doubles_nothing(
    house: House, world: World, clean_catalogue: Clean
) -> None:
    process = command(house)
    await until(lambda: house.rows("select count(*) from cinelibre.movies")[0] >= 20)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert house.last_run()["outcome"] is None

    done = command(house)
    out, said = done.communicate()
    assert done.returncode == 0, said
    assert house.everything() == await clean_catalogue(world, BOTH)
    assert house.sources.asked["tmdb movie"] <= len(house.rows("select 1 from cinelibre.movies")) + 100
    assert house.rows("select outcome from cinelibre.job_runs order by id") == ["lost", "done"]
    assert "a-secret-key" not in out + said


async def test_killed_among_the_books_the_next_run_loses_nothing_and_doubles_nothing(
    house: House, world: World, clean_catalogue: Clean
) -> None:
    process = command(house, "--books", "200")
    await until(lambda: house.rows("select count(*) from cinelibre.books")[0] >= 80)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert house.rows("select count(*) from cinelibre.books")[0] < 200

    house.rows("update cinelibre.job_runs set beat_at = now() - interval '11 minutes'")
    done = command(house, "--books", "200")
    _, said = done.communicate()

    assert done.returncode == 0, said
    assert house.everything() == await clean_catalogue(world, replace(BOTH, n_books=200))


async def test_stopped_before_its_cursor_moved_a_page_written_is_not_barren_when_it_is_read_again(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfit = [world.volume(number) for number in range(1, 41)]
    for volume in unfit:
        volume["volumeInfo"]["maturityRating"] = "MATURE"
    world.shelf = unfit + [world.volume(number) for number in range(201, 351) if number % 10]
    monkeypatch.setattr(BookSync.__init__, "__defaults__", (("fiction",),))
    move = progress.Progress.move

    async def stop(self: progress.Progress, moved: Any) -> None:
        if house.rows("select 1 from cinelibre.books limit 1"):
            raise Unavailable
        await move(self, moved)

    monkeypatch.setattr(progress.Progress, "move", stop)
    with pytest.raises(Unavailable):
        await house.sync(kinds=["books"], n_books=200)
    assert house.rows("select count(*) from cinelibre.books") == [40]
    assert house.rows("select position from cinelibre.sync_cursors") == [{"start": 40, "barren": 1}]
    monkeypatch.setattr(progress.Progress, "move", move)

    await house.sync(kinds=["books"], n_books=200)

    assert house.rows("select count(*) from cinelibre.books") == [135]


@pytest.mark.parametrize("moment", ["tmdb movie", "books"])
async def test_the_network_gone_in_the_middle_the_next_run_goes_on(
    house: House, world: World, clean_catalogue: Clean, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr("api.jobs.sync.source.ATTEMPTS", 2)
    wanted = replace(BOTH, n_books=200)
    answer, n_answers = house.sources._answer, {"tmdb movie": 45, "books": 3}[moment]

    def gone(question: Question) -> bytes | None:
        if house.sources.asked[moment] >= n_answers:
            raise ConnectionResetError
        return answer(question)

    monkeypatch.setattr(house.sources, "_answer", gone)
    with pytest.raises(SourceUnavailable):
        await sync(house.settings, house.db, house.embedder, wanted)
    assert house.last_run()["outcome"] == "failed"
    monkeypatch.setattr(house.sources, "_answer", answer)

    await sync(house.settings, house.db, house.embedder, wanted)

    assert house.everything() == await clean_catalogue(world, wanted)
    assert house.rows("select 1 from cinelibre.sync_cursors where span = 'failed'") == []


async def test_the_quota_gone_in_the_middle_the_next_day_goes_on(
    house: House, world: World, clean_catalogue: Clean
) -> None:
    wanted = wanted_of(kinds=("books",), n_books=200)
    world.quota = 3
    await sync(house.settings, house.db, house.embedder, wanted)
    assert 0 < len(house.rows("select 1 from cinelibre.books")) < 200
    world.quota = None

    await sync(house.settings, house.db, house.embedder, wanted)

    assert house.everything() == await clean_catalogue(world, wanted)


async def test_stopped_by_a_key_it_says_so_and_gives_the_lease_back(house: House) -> None:
    process = command(house)
    await until(lambda: house.rows("select count(*) from cinelibre.movies")[0] >= 20)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate()

    assert (process.returncode, "run it again to go on" in said) == (130, True)
    assert house.last_run()["outcome"] == "stopped"


async def test_the_database_may_be_away_for_a_while(
    house: House, world: World, servers: dict[int, Server], clean_catalogue: Clean
) -> None:
    name = house.url.split("/")[3].split("?")[0]
    working = asyncio.create_task(sync(house.settings, house.db, house.embedder, BOTH))
    await until(lambda: house.sources.asked["tmdb movie"] >= 30)

    servers[18].execute(f"alter database {name} allow_connections false")
    servers[18].execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
    await asyncio.sleep(2)
    servers[18].execute(f"alter database {name} allow_connections true")
    await working

    assert house.everything() == await clean_catalogue(world, BOTH)


async def test_the_database_gone_for_good_ends_the_run_and_the_next_goes_on(
    house: House,
    world: World,
    servers: dict[int, Server],
    clean_catalogue: Clean,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(progress.Patient.__init__, "__defaults__", (0.5,))
    name = house.url.split("/")[3].split("?")[0]
    working = asyncio.create_task(sync(house.settings, house.db, house.embedder, BOTH))
    await until(lambda: house.sources.asked["tmdb movie"] >= 30)

    servers[18].execute(f"alter database {name} allow_connections false")
    servers[18].execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
    with pytest.raises(Unavailable):
        await working
    servers[18].execute(f"alter database {name} allow_connections true")

    house.rows("update cinelibre.job_runs set beat_at = now() - interval '11 minutes'")
    async with open_postgres(house.url, 2) as db:
        await sync(house.settings, db, house.embedder, BOTH)
    assert house.everything() == await clean_catalogue(world, BOTH)


async def test_the_network_gone_ends_the_run_with_a_sentence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs.sync.source.ATTEMPTS", 2)
    settings = house.settings.model_copy(update={"tmdb_url": "http://127.0.0.1:1/3"})

    with pytest.raises(SourceUnavailable, match=r"TMDB does not answer discover/movie: ConnectError \(2 attempts\)"):
        await sync(settings, house.db, house.embedder, wanted_of())

    run = house.last_run()
    assert (run["outcome"], len(run["errors"])) == ("failed", 1)


async def test_a_movie_that_cannot_be_read_is_named_and_asked_for_by_the_next_run(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.jobs.sync.source.ATTEMPTS", 1)
    unlucky, answer = list(world.ids("hi"))[4], house.sources._tmdb
    broken = {"id": unlucky}
    monkeypatch.setattr(
        house.sources,
        "_tmdb",
        lambda path, asked: (500, {}) if path == f"movie/{unlucky}" and broken else answer(path, asked),
    )

    await house.sync(languages=["hi"], n_movies=19)

    assert house.last_run()["errors"] == [
        f"TMDB does not answer movie/{unlucky}: status 500 (1 attempts)."
        " Run the sync again later: it goes on from here."
    ]
    assert house.rows("select position from cinelibre.sync_cursors where span = 'failed'") == [[unlucky]]
    broken.clear()
    await house.sync(languages=["hi"], n_movies=19)
    assert unlucky in house.rows("select tmdb_id from cinelibre.movies")
    assert house.rows("select position from cinelibre.sync_cursors where span = 'failed'") == []


async def test_a_key_that_is_refused_is_named_and_never_shown(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    refusal = {
        "status_code": 7,
        "status_message": "Invalid API key: You must be granted a valid key.",
        "success": False,
    }
    monkeypatch.setattr(house.sources, "_tmdb", lambda path, asked: (401, refusal))

    with pytest.raises(Misconfigured, match="TMDB refuses the key: Invalid API key") as caught:
        await house.sync()

    said = (
        str(caught.value)
        + str(house.last_run())
        + "".join(record.getMessage() for record in caplog.records if record.name.startswith("api"))
    )
    assert "a-secret" not in said


async def test_a_run_in_which_everything_failed_fails(house: House, world: World) -> None:
    world.edited = {tmdb_id: {"title": "", "original_title": ""} for tmdb_id in world.ids("ml")}

    with pytest.raises(NotGoodEnough, match=r"Everything failed: TMDB movie .*: it has no title"):
        await house.sync(languages=["ml"])

    assert house.last_run()["outcome"] == "failed"


async def test_a_page_that_is_refused_is_named_and_passed_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = house.sources._tmdb
    refusal = {"status_code": 20, "status_message": "Invalid date range."}
    monkeypatch.setattr(
        house.sources,
        "_tmdb",
        lambda path, asked: (
            (422, refusal)
            if asked.get("page") == "2" and asked["with_original_language"] == "hi"
            else answer(path, asked)
        ),
    )

    done = await house.sync(languages=["hi"], n_movies=60)

    assert "TMDB refuses discover/movie with 422: Invalid date range." in done
    assert len(house.rows("select 1 from cinelibre.movies")) == 40


async def test_a_rehearsal_writes_nothing(house: House) -> None:
    said = await rehearse(house.settings, wanted_of(kinds=("movies", "books")))

    assert (
        said
        == "nothing was written; hi about 40 movies, ta about 40 movies, ml about 6 movies, fiction about 3541 books"
    )
    for table in ("items", "job_runs", "sync_cursors", "api_budgets"):
        assert house.rows(f"select count(*) from cinelibre.{table}") == [0]


async def test_it_works_through_supabase_alone(
    servers: dict[int, Server], world: World, model: Embedder, clean_catalogue: Clean, tmp_path: Any
) -> None:
    name = servers[18].create_database("shipped")
    with running_sources(world) as sources, running_postgrest(servers[18], name, tmp_path) as front:
        async with open_supabase(front, token("service_role"), 4) as db:
            house = House(servers[18].url_of(name), db, sources, model)
            await sync(house.settings, db, model, BOTH)
            assert house.everything() == await clean_catalogue(world, BOTH)
    servers[18].drop_database(name)


def test_the_pace_is_kept(world: World) -> None:
    async def ask_all(url: str) -> float:
        source = Source("TMDB", url, per_second=30)
        start = time.monotonic()
        await asyncio.gather(*(source.get(f"movie/{tmdb_id}") for tmdb_id in world.ids("hi")))
        await source.close()
        return time.monotonic() - start

    with running_sources(world) as sources:
        seconds = asyncio.run(ask_all(sources.url))

    assert seconds >= 59 / 30 - 0.1
    assert sources.most_per_second <= 32


async def test_when_its_time_is_up_a_run_ends_and_the_next_goes_on(
    house: House, world: World, clean_catalogue: Clean
) -> None:
    house.sources.faults = Faults(seconds=0.3)

    said = await sync(house.settings, house.db, house.embedder, replace(BOTH, minutes=2 / 60))

    run = house.last_run()
    assert (run["outcome"], run["counts"]["n_stopped_early"]) == ("stopped", 1)
    assert "movies: the time is up, the next run goes on from here." in run["errors"]
    assert "movies: the time is up" in said
    assert house.sources.asked["books"] > 0  # half of the time was theirs

    house.sources.faults = Faults()
    await sync(house.settings, house.db, house.embedder, BOTH)
    assert house.last_run()["outcome"] == "done"
    assert house.everything() == await clean_catalogue(world, BOTH)
