"""Spark computes the models of one process, row by row, and a run that fails or is killed changes nothing."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import psycopg
import pyarrow as pa
import pytest
from pyarrow import parquet

from api.db import Database
from api.jobs.export import export_ratings
from api.jobs.training.fitting.models import KINDS
from api.jobs.training.job import read_model, read_ratings, train
from api.settings import ROOT
from tests.benchmarks.movielens_pairs import load
from tests.support.readers import rows, write
from tests.support.spark import COMMAND, require_spark, train_by_spark, with_spark
from tests.support.waiting import until

MOVIELENS = ROOT.parent / "shared" / "data" / "ml-latest-small" / "ratings.csv"
Rows = dict[int, dict[int, float]]  # by item, its neighbors and their weights


def fill(database_url: str, n_users: int = 60, n_items: int = 90) -> None:
    """Made ratings. Every user rates a third of all items; the last item is liked by nobody, the one before by one."""
    draw = np.random.default_rng(5)
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title)
        select n * 3, 'movie', 'Film ' || n from generate_series(1, {n_items}) as n;
        insert into cinelibre.users (id, email, token_version)
        select n, 'reader' || n || '@example.com', 1 from generate_series(1, {n_users}) as n;
        """,
    )
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        pairs = [(user, item * 3) for user in range(1, n_users + 1) for item in draw.permutation(n_items - 2)[:30] + 1]
        given = [(user, int(item), float(draw.integers(1, 11)) / 2) for user, item in pairs]
        cursor.executemany(
            "insert into cinelibre.ratings (user_id, item_id, rating) values (%s, %s, %s)",
            [*given, (1, n_items * 3, 2.0), (2, n_items * 3, 0.5), (3, n_items * 3 - 3, 5.0)],
        )


async def by_one_process(db: Database) -> dict[str, Rows]:
    """The rows of each kind as the plain trainer computes them."""
    ratings = await read_ratings(db)
    liking, ids = ratings.liking(), ratings.item_ids.tolist()
    return {
        kind: {
            ids[row.item]: {ids[one]: float(weight) for one, weight in zip(row.neighbors, row.weights, strict=True)}
            for row in rows_of(liking)
        }
        for kind, rows_of in KINDS.items()
    }


async def in_place(db: Database) -> dict[str, Rows]:
    """The rows of each kind as they are served."""
    return {
        model["kind"]: {
            item: dict(zip(neighbors, weights, strict=True))
            for item, neighbors, weights in await read_model(db, model["name"])
        }
        for model in await db.rows("get_models")
        if model["kind"] in KINDS
    }


def differing(mine: Rows, theirs: Rows) -> list[int]:
    """The items whose rows are not the same to 1e-5. Of weights that tie with the last one kept, any may be kept."""
    found = sorted(mine.keys() ^ theirs.keys())
    for item in mine.keys() & theirs.keys():
        one, other = mine[item], theirs[item]
        last = min(abs(weight) for weight in one.values())
        tied = [abs(abs({**one, **other}[neighbor]) - last) <= 1e-5 for neighbor in one.keys() ^ other.keys()]
        same = [abs(one[neighbor] - other[neighbor]) <= 1e-5 for neighbor in one.keys() & other.keys()]
        if len(one) != len(other) or not all(tied) or not all(same):
            found.append(item)
    return found


async def assert_same(db: Database) -> None:
    """The models in place are those of one process; EASE and phi have the very same neighbors, in the same order."""
    expected, found = await by_one_process(db), await in_place(db)

    assert found.keys() == expected.keys()
    assert {kind: differing(found[kind], expected[kind]) for kind in KINDS} == {kind: [] for kind in KINDS}
    for kind in ("ease", "phi"):
        assert {item: list(row) for item, row in found[kind].items()} == {
            item: list(row) for item, row in expected[kind].items()
        }


async def test_spark_makes_an_export_and_writes_the_models_of_one_process(db: Database, database_url: str) -> None:
    require_spark()
    fill(database_url)

    done = train_by_spark(database_url)

    assert done.stdout.startswith("train: 1,803 ratings, 60 users, 90 items ("), done.stderr
    await assert_same(db)
    assert {model["kind"] for model in await db.rows("get_models") if model["metrics"].get("engine") == "spark"} == {
        *KINDS
    }
    lengths = rows(database_url, "select count(*) from cinelibre.item_lengths where rater_count > 0")
    assert lengths == [(89,)]


@pytest.mark.skipif(not MOVIELENS.exists(), reason=f"needs MovieLens' ml-latest-small in {MOVIELENS.parent}")
async def test_on_movielens_every_row_is_that_of_one_process(db: Database, database_url: str, tmp_path: Path) -> None:
    require_spark()
    with psycopg.connect(database_url) as connection:
        load(connection, MOVIELENS)
    exported = tmp_path / "ratings.parquet"
    await export_ratings(db, str(exported), "parquet")

    done = train_by_spark(database_url, "--ratings", exported.as_uri())

    assert done.stdout.startswith("train: 100,836 ratings, 610 users, 9,724 items ("), done.stderr
    await assert_same(db)


def begun_run(database_url: str) -> "subprocess.Popen[bytes]":
    """The job, on its way."""
    return subprocess.Popen(
        COMMAND, cwd=ROOT, env=with_spark(database_url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


async def test_a_killed_run_changes_nothing_and_leaves_no_process(db: Database, database_url: str) -> None:
    require_spark()
    fill(database_url)
    await train(db)
    before = await in_place(db)
    begun = "select count(*) from cinelibre.models where not is_active and kind = 'ease'"

    with psycopg.connect(database_url) as locking:
        locking.execute("lock table cinelibre.item_neighbors in share mode")  # the run waits with its first rows
        running = begun_run(database_url)
        await until(lambda: rows(database_url, begun) == [(1,)])
        started = psutil.Process(running.pid).children(recursive=True)
        running.send_signal(signal.SIGKILL)
        running.wait()

    assert await in_place(db) == before
    assert started
    await until(lambda: not any(process.is_running() for process in started))
    await train(db)  # clears away what was begun
    assert rows(database_url, begun) == [(0,)]


def bare(absent: str) -> list[str]:
    """The command where a package is not installed."""
    program = f"import sys; sys.modules[{absent!r}] = None; from api.jobs.__main__ import main; sys.exit(main())"
    return [sys.executable, "-c", program, "train", "--engine", "spark"]


@pytest.mark.parametrize("absent", ["pyspark", "pandas", "scipy"])
def test_without_its_requirements_it_says_what_to_install(database_url: str, absent: str) -> None:
    done = subprocess.run(
        bare(absent), cwd=ROOT, env=with_spark(database_url), capture_output=True, text=True, check=False
    )

    sentence = "train: train --engine spark needs pyspark: pip install -r requirements-spark.txt.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_without_java_it_says_which_is_needed(database_url: str, tmp_path: Path) -> None:
    require_spark()
    shell = tmp_path / "bash"
    shell.symlink_to(Path("/bin/bash"))

    done = train_by_spark(database_url, PATH=str(tmp_path), JAVA_HOME=str(tmp_path / "nowhere"))

    assert done.returncode == 1
    assert "train: Spark needs Java 17 or newer: install it (Debian: openjdk-17-jre-headless)" in done.stderr


def test_options_that_do_not_go_together_are_refused(database_url: str) -> None:
    plain = [one for one in COMMAND if one not in ("--engine", "spark")]

    assert refused([*COMMAND, "--gate"], database_url).startswith("train: --gate compares models in memory")
    assert refused(plain, database_url) == "train: --master and --ratings are for Spark: add --engine spark."


def refused(command: list[str], database_url: str) -> str:
    """What a run says that ends at once."""
    done = subprocess.run(command, cwd=ROOT, env=with_spark(database_url), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr.strip()


async def test_a_file_that_is_no_export_is_refused_by_name(db: Database, database_url: str, tmp_path: Path) -> None:
    require_spark()

    done = train_by_spark(database_url, "--ratings", str(tmp_path / "absent"))

    assert done.returncode == 1
    assert f"--ratings {tmp_path / 'absent'} is no parquet export of ratings (PATH_NOT_FOUND)" in done.stderr
    assert await in_place(db) == {}


def write_export(path: Path, **changed: Any) -> None:
    """Three ratings as an export has them, but for some columns."""
    columns = {
        "user": ["a", "b", "a"],
        "item_id": pa.array([1, 2, 2], pa.int32()),
        "rating": pa.array([0.5, 5, 4], pa.float32()),
        "rated_at": ["2026-05-15T20:30:00+05:30"] * 3,
    }
    parquet.write_table(pa.table(columns | changed), path)


def test_what_is_wrong_with_an_export_is_said_in_a_sentence(tmp_path: Path) -> None:
    require_spark()
    write_export(tmp_path / "good")
    write_export(tmp_path / "text", rating=["4", "5", "much"])
    write_export(tmp_path / "names", item_id=["1", "2", "Dune"])
    for name, stars in (("none", None), ("low", 0.4), ("high", 5.1), ("nan", float("nan"))):
        write_export(tmp_path / name, rating=pa.array([stars, 5, 4], pa.float64()))
    write_export(tmp_path / "unknown", item_id=pa.array([None, 2, 2], pa.int32()))
    write_export(tmp_path / "soon", rated_at=["soon", "2026-05-15", "2026-05-16"])
    (tmp_path / "half").write_bytes((tmp_path / "good").read_bytes()[:300])
    command = [sys.executable, "-m", "tests.support.spark_reading", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, env=with_spark(""), capture_output=True, text=True, check=True)

    told = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("good") == "3"
    assert "(rating is a string, not float or double)" in told.pop("text")
    assert "(item_id is a string, not int or bigint)" in told.pop("names")
    assert "Could not read footer" in told.pop("half")
    assert 'No FileSystem for scheme "nowhere"' in told.pop("nowhere")
    assert len(told) == 6
    for name, sentence in told.items():
        assert sentence.startswith("--ratings: 1 of 3 rows lack a user or an item, have a rating"), (name, sentence)


def test_a_tie_with_the_last_weight_is_no_difference_and_any_other_is() -> None:
    row = {1: {2: 0.5, 3: 0.1}}

    assert differing(row, {1: {2: 0.5, 4: 0.1}}) == []
    assert differing(row, {1: {2: 0.4, 3: 0.1}}) == [1]
    assert differing(row, {1: {4: 0.5, 3: 0.1}}) == [1]
    assert differing(row, {}) == [1]
