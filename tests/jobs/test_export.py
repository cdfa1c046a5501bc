"""`export`: everybody's ratings as rows, whose they are by pseudonym alone, and never half a file."""

import asyncio
import csv
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from api.db import Database
from api.errors import Misconfigured
from api.jobs.export import export_ratings, format_of, pseudonym
from api.settings import ROOT
from tests.support.processes import environment
from tests.support.readers import DUNE, EMMA, SOLARIS, a_caller, record, rows, write, write_items

THEN = "2001-09-09T01:46:40Z"  # a billion seconds


@pytest.fixture
async def three(db: Database, database_url: str) -> list[tuple[Any, ...]]:
    """Three ratings by two readers and a like, as user, item and stars."""
    await write_items(db)
    ada, bob = await a_caller(db, "ada"), await a_caller(db, "bob")
    await ada.one("rate_item", item_id=DUNE, rating=4.5)
    await ada.one("rate_item", item_id=SOLARIS, rating=2)
    await bob.one("rate_item", item_id=DUNE, rating=5)
    await record(bob, {"interaction_type": "like", "item_id": EMMA})
    write(database_url, "update cinelibre.ratings set rated_at = to_timestamp(1000000000) where true")
    write(database_url, "update cinelibre.items set title = 'Söl, \"a\"' where id = %s", SOLARIS)
    write(database_url, "update cinelibre.books set isbn13 = '9780156027601', google_id = 'g' where item_id = 4")
    return [(ada.user_id, DUNE, 4.5), (ada.user_id, SOLARIS, 2), (bob.user_id, DUNE, 5), (bob.user_id, EMMA, 4.5)]


def command(*arguments: str) -> list[str]:
    """The job's command."""
    return [sys.executable, "-m", "api.jobs", "export", *arguments]


def run(database_url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A run of the job."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )


async def exported(db: Database, path: Path, **more: Any) -> list[dict[str, Any]]:
    """What an export as JSON has in it."""
    await export_ratings(db, str(path), "json", **more)
    return [json.loads(line) for line in lines_of(path)]


def lines_of(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text().splitlines()


def files_in(folder: Path) -> list[str]:
    """The names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


async def test_a_row_is_a_rating_with_what_names_its_item(db: Database, three: list[Any], tmp_path: Path) -> None:
    found = await exported(db, tmp_path / "ratings.json")

    users = [row.pop("user") for row in found]
    assert (users[0], users[2]) == (users[1], users[3])
    assert users[0] != users[2]
    assert [(row["item_id"], row["rating"]) for row in found] == [row[1:] for row in three]
    assert found[1] == {
        "item_id": SOLARIS,
        "item_type": "book",
        "title": 'Söl, "a"',
        "year": 2001,
        "movielens_id": None,
        "tmdb_id": None,
        "imdb_id": None,
        "google_id": "g",
        "isbn13": "9780156027601",
        "rating": 2.0,
        "rated_at": THEN,
    }


async def test_nothing_in_it_tells_who_somebody_is(db: Database, three: list[Any], tmp_path: Path) -> None:
    first, second = [await exported(db, tmp_path / name) for name in ("one.json", "two.json")]

    # The key is drawn anew: neither an id nor another export leads back.
    assert all(re.fullmatch("[0-9a-f]{16}", row["user"]) for row in first)
    assert {row["user"] for row in first}.isdisjoint({row["user"] for row in second})
    text = json.dumps([row | {"user": ""} for row in first])  # a pseudonym may well have "ada" in it
    assert not [secret for secret in ("ada", "bob", "example.org") if secret in text]


def test_a_pseudonym_is_an_hmac() -> None:
    # printf 7 | openssl dgst -sha256 -hmac key
    assert pseudonym(7, b"key") == "01235b0d2aa4a5da"


async def test_pages_make_one_export_and_the_limit_ends_it(
    db: Database, three: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.jobs.export.PAGE_SIZE", 2)
    monkeypatch.setattr("api.jobs.export.MOST_KEPT", 0)

    whole = await exported(db, tmp_path / "whole.json")
    some = await exported(db, tmp_path / "some.json", limit=3)

    assert [row["item_id"] for row in whole] == [DUNE, SOLARIS, DUNE, EMMA]
    assert len({row["user"] for row in whole}) == 2
    assert [row["item_id"] for row in some] == [DUNE, SOLARIS, DUNE]


async def test_csv_has_the_names_in_its_first_row(db: Database, three: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"

    await export_ratings(db, str(path), "csv")

    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 4
    assert (found[1]["title"], found[1]["tmdb_id"], found[1]["rating"]) == ('Söl, "a"', "", "2.0")


async def test_no_ratings_are_an_empty_export(db: Database, tmp_path: Path) -> None:
    assert await export_ratings(db, str(tmp_path / "none.json"), "json") == f"0 ratings in {tmp_path / 'none.json'}"
    await export_ratings(db, str(tmp_path / "none.csv"), "csv")

    assert (tmp_path / "none.json").read_text() == ""
    assert (tmp_path / "none.csv").read_text().startswith("user,item_id,item_type,title,year,")


async def test_parquet_has_the_same_rows(db: Database, three: list[Any], tmp_path: Path) -> None:
    await export_ratings(db, str(tmp_path / "ratings.parquet"), "parquet")

    found = parquet.read_table(tmp_path / "ratings.parquet").to_pylist()
    assert [(row["item_id"], row["rating"]) for row in found] == [row[1:] for row in three]
    assert found[1]["title"] == 'Söl, "a"'


async def test_without_pyarrow_parquet_is_a_sentence_and_no_file(
    db: Database, database_url: str, three: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(Misconfigured, match="pip install -r requirements-train"):
        await export_ratings(db, str(tmp_path / "ratings.parquet"), "parquet")

    assert files_in(tmp_path) == []
    assert rows(database_url, "select outcome from cinelibre.job_runs") == [("failed",)]


async def test_the_standard_output_has_rows_alone(database_url: str, three: list[Any]) -> None:
    done = await asyncio.to_thread(run, database_url, "--output", "-", "--limit", "2")

    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["item_id"] for line in done.stdout.splitlines()] == [DUNE, SOLARIS]
    assert done.stderr.startswith("export: 2 ratings (")


async def test_a_reader_that_has_enough_ends_it_quietly(database_url: str, three: list[Any]) -> None:
    await asyncio.to_thread(many_ratings, database_url)
    line = f"{' '.join(command('--output', '-'))} | head -n 1"

    done = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-c", line],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith("export: whoever reads it had enough (")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert rows(database_url, "select outcome from cinelibre.job_runs") == [("done",)]


async def test_a_full_disk_is_a_sentence_and_leaves_the_former_file_alone(
    database_url: str, three: list[Any], tmp_path: Path
) -> None:
    path = tmp_path / "ratings.json"
    path.write_text("the former\n")

    done = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-c", f"ulimit -f 0; {' '.join(command('--output', str(path)))}"],  # no file may grow
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )

    sentence = f"{path} cannot be written: File too large."
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"export: {sentence}\n")
    assert path.read_text() == "the former\n"
    assert files_in(tmp_path) == ["ratings.json"]
    assert rows(database_url, "select outcome, errors from cinelibre.job_runs") == [("failed", [sentence])]


def many_ratings(database_url: str) -> None:
    """A hundred thousand ratings."""
    write(
        database_url,
        """
        insert into cinelibre.users (external_id) select 'other:' || n from generate_series(1, 20000) as n;
        """,
    )
    write(
        database_url,
        """
        insert into cinelibre.ratings (user_id, item_id, rating)
        select u.id, i.id, 4
        from cinelibre.users as u
        cross join cinelibre.items as i
        where u.external_id like 'other:%%' and u.id > %s
        """,
        0,
    )


async def test_a_killed_export_leaves_the_former_file_and_the_next_one_replaces_it(
    database_url: str, three: list[Any], tmp_path: Path
) -> None:
    await asyncio.to_thread(many_ratings, database_url)
    path = tmp_path / "ratings.json"
    path.write_text("the former\n")
    await asyncio.to_thread(begin_and_die, database_url, path)
    former = path.read_text()

    done = await asyncio.to_thread(run, database_url, "--output", str(path))

    assert former == "the former\n"
    assert done.stdout.startswith(f"export: 100,004 ratings in {path} (")
    assert len(lines_of(path)) == 100_004
    assert files_in(tmp_path) == ["ratings.json"]


def begin_and_die(database_url: str, path: Path) -> None:
    """An export that is killed once it has written something."""
    process = subprocess.Popen(command("--output", str(path)), cwd=ROOT, env=environment(DATABASE_URL=database_url))
    part = path.with_name(f".{path.name}.part")
    while process.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL


async def test_a_folder_that_is_not_there_is_a_sentence(database_url: str, tmp_path: Path) -> None:
    done = await asyncio.to_thread(run, database_url, "--output", str(tmp_path / "absent" / "ratings.csv"))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("ratings.csv cannot be written: No such file or directory.\n")


@pytest.mark.parametrize(
    ("output", "given", "expected"),
    [
        ("ratings.csv", None, "csv"),
        ("ratings.parquet", None, "parquet"),
        ("ratings.jsonl", None, "json"),
        ("-", None, "json"),
        ("ratings.txt", None, "json"),
        ("ratings.csv", "json", "json"),
    ],
)
def test_the_format_is_what_was_asked_for_or_what_the_name_says(output: str, given: str | None, expected: str) -> None:
    assert format_of(output, given) == expected
