"""python -m api.jobs evaluate --from-feedback: the log of a database, read page by page and printed."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from api.db.postgres import open_postgres
from api.errors import InvalidInput
from api.jobs import __main__ as jobs
from api.jobs.evaluate.logged.job import evaluate_log, parse_weights
from api.jobs.evaluate.logged.log import read_log
from api.settings import Settings
from tests.support.readers import rows, write
from tests.support.servers import Server

N_READERS, N_ITEMS = 120, 20
Job = Callable[..., tuple[int, str, str]]


def contributions(ease: float, content: float) -> list[dict[str, Any]]:
    """The summands of an entry: all of ease, none of content."""
    return [
        {"source": "ease", "weight": 1.0, "value": ease, "maximum": 1.0, "contribution": ease},
        {"source": "content", "weight": 0.0, "value": content, "maximum": 1.0, "contribution": 0.0},
    ]


def fill(url: str) -> None:
    """A list for each of many readers, ordered by ease, who click on what content says, and more at the top."""
    dice = random.Random(5)
    write(
        url, "insert into cinelibre.items (id, item_type, title) select n, 'movie', n from generate_series(1, 20) as n"
    )
    write(
        url,
        "insert into cinelibre.users (id, external_id) select n, 'r:' || n from generate_series(1, %s) as n",
        N_READERS,
    )
    with psycopg.connect(url) as connection:
        for reader in range(1, N_READERS + 1):
            items = [(item, dice.random(), dice.random()) for item in range(1, N_ITEMS + 1)]
            items.sort(key=lambda one: -one[1])
            entries = [
                {"item_id": item, "score": ease, "contributions": contributions(ease, content)}
                for item, ease, content in items
            ]
            saved = connection.execute(
                "insert into cinelibre.recommendation_lists (user_id, taste_version, day, item_ids, items)"
                " values (%s, 0, current_date, %s, %s) returning id",
                (reader, [item for item, _, _ in items], Jsonb(entries)),
            ).fetchone()
            assert saved is not None
            for place, (item, _, content) in enumerate(items, 1):
                connection.execute(
                    "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place)"
                    " values (%s, %s, %s, %s)",
                    (reader, item, saved[0], place),
                )
                if dice.random() < content / (place + 1) ** 0.5:
                    kind = "like" if content > 0.97 else "click"
                    connection.execute(
                        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
                        " values (%s, %s, %s, clock_timestamp())",
                        (reader, item, kind),
                    )


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """The address of the file's database."""
    name = servers[18].create_database("shipped")
    fill(servers[18].url_of(name))
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture
def job(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Job:
    """Runs `python -m api.jobs evaluate --from-feedback` with these arguments on the file's database."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setattr(jobs, "configure_logs", lambda level: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = jobs.main(["evaluate", *arguments])
        except SystemExit as refused:
            status = int(str(refused.code))
        return status, *capsys.readouterr()

    return run


def test_it_prints_shares_by_source_position_and_variant_and_writes_nothing(address: str, job: Job) -> None:
    counts = "select (select count(*) from cinelibre.interactions), (select count(*) from cinelibre.impressions)"
    before = rows(address, counts)
    n_clicked = before[0][0]

    status, out, _ = job("--from-feedback")

    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line[0] == "|"]
    assert status == 0
    assert [line[:2] for line in lines if line[0] != "---"] == [
        ["source", "shown"], ["ease", "2,400"], ["all", "2,400"],
        ["position", "shown"], ["1", "120"], ["2-3", "240"], ["4-6", "360"], ["7-10", "480"], ["11-20", "1,200"],
        ["all", "2,400"], ["variant", "shown"], ["default", "2,400"], ["all", "2,400"],
    ]  # fmt: skip
    assert {line[2].split(" ")[0] for line in lines if line[0] == "all"} == {f"{n_clicked:,}"}
    assert {len(line) for line in lines} == {10}
    assert "evaluate: 2,400 entries of 120 lists were shown to 120 readers (" in out
    assert rows(address, counts) == before


def test_other_weights_are_estimated_above_the_order_that_was_shown(job: Job) -> None:
    status, out, _ = job("--from-feedback", "--weights", '{"content": 1}')

    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if " clicked |" in line]
    shares = {line[0]: float(line[2].rstrip("%")) for line in found if line[1] == "clicked"}
    assert status == 0
    assert "120 of 120 lists are stored with their contributions" in out
    assert "is assumed: 0 items clicked at changing positions tell too little." in out
    assert shares["as shown"] == shares["by its own scores"] < shares["by --weights"]


def test_a_log_that_says_too_little_is_told_so(job: Job) -> None:
    _, out, _ = job("--from-feedback", "--weights", '{"content": 1}')

    assert "accepted: the log is too small or too different to decide on these weights." in out


@pytest.mark.parametrize("page", [1, 7, 120, 200])
async def test_every_list_is_read_once_whatever_the_page(address: str, page: int) -> None:
    async with open_postgres(address, 2) as db:
        lists = [logged async for logged in read_log(db, page)]

    assert sorted(logged.user_id for logged in lists) == list(range(1, N_READERS + 1))
    assert {len(logged.shown) for logged in lists} == {N_ITEMS}


async def test_an_empty_log_is_told_as_empty(database_url: str) -> None:
    told: list[Any] = []
    async with open_postgres(database_url, 2) as db:
        line = await evaluate_log(db, {"ease": 1.0}, told.append)

    assert line == "0 entries of 0 lists were shown to 0 readers: too few to tell small differences"
    assert told[-1] == "There is nothing to estimate from: lists are kept for a week."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ease", "is a JSON object"),
        ("[1]", "is a JSON object"),
        ("{}", "is a JSON object"),
        ('{"eas": 1}', "names the unknown source eas"),
        ('{"ease": -0.1}', "a number of 0 or more"),
        ('{"ease": true}', "a number of 0 or more"),
        ('{"ease": Infinity}', "a number of 0 or more"),
    ],
)
def test_weights_that_are_none_are_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        parse_weights(text)


def test_weights_are_numbers_by_source() -> None:
    assert parse_weights('{"ease": 1, "taste": 0.5, "type": 0}') == {"ease": 1.0, "taste": 0.5, "type": 0.0}
    assert parse_weights(None) is None


def test_it_is_either_held_out_ratings_or_feedback(job: Job) -> None:
    assert job()[0] == job("--from-feedback", "--data", ".")[0] == 2
    status, _, error = job("--data", ".", "--weights", '{"ease": 1}')
    assert (status, error.strip()) == (
        1, "evaluate: --weights goes with --from-feedback: add it, or leave --weights out.",
    )  # fmt: skip
