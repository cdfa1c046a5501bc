"""The sync as a command, and what it tells of itself while it runs."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from api.db import Database
from api.errors import Unavailable
from api.jobs.sync import job
from api.jobs.sync.progress import Patient
from tests.jobs.sync.conftest import House, command
from tests.support.sources import World


async def test_an_export_is_named_on_the_command_line(house: House, world: World, tmp_path: Path) -> None:
    export = tmp_path / "movie_ids_11_25_2026.json.gz"
    ids = list(world.ids("ta"))
    export.write_bytes(
        gzip.compress("".join(json.dumps({"id": one, "popularity": one}) + "\n" for one in ids).encode())
    )

    process = command(house, "movies", "--movies", "5", "--source", "tmdb-export", str(export))
    said, complained = process.communicate()

    assert process.returncode == 0, complained
    assert "5 new" in said
    assert sorted(house.rows("select tmdb_id from cinelibre.movies")) == ids[-5:]


async def test_another_kind_of_source_is_refused(house: House) -> None:
    process = command(house, "movies", "--source", "imdb", "ids.gz")
    _, said = process.communicate()

    assert process.returncode == 1
    assert "--source imdb: it has to be tmdb-export" in said


async def test_without_a_terminal_a_line_a_minute_tells_how_far_it_is(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert job.TELL_SECONDS == 60
    monkeypatch.setattr(job, "TELL_SECONDS", 0.01)
    caplog.set_level("INFO", logger="api.jobs.sync.job")

    await house.sync(n_movies=100)

    told: list[Any] = [vars(record)["fields"] for record in caplog.records if record.message == "sync_progress"]
    assert len(told) >= 2
    assert {"seconds", "n_requests"} <= set(told[-1])
    n_requests = [fields.get("n_requests", 0) for fields in told]  # nothing to count before the first
    assert n_requests == sorted(n_requests)


async def test_patience_is_for_what_may_pass() -> None:
    class Away(Database):
        n_asked = 0

        async def text(self, function: str, /, **args: Any) -> bytes:
            self.n_asked += 1
            raise Unavailable(slug=args["slug"])

    away = Away()
    with pytest.raises(Unavailable):
        await Patient(away, 0.5).one("get_held", slug="embedding_model_mismatch")
    assert away.n_asked == 1

    with pytest.raises(Unavailable):
        await Patient(away, 0.5).one("get_held", slug="unavailable")
    assert away.n_asked > 2
