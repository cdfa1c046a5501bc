"""python -m api.jobs seasons: what is listed, added, changed, removed and refused."""

from collections.abc import Callable

import pytest

from api.jobs import __main__ as jobs
from api.settings import Settings
from tests.support.readers import rows, write

Job = Callable[..., tuple[int, str, str]]
KEPT = (
    "select name, from_day::text, to_day::text, is_yearly, keywords, genres, languages, weight from cinelibre.seasons"
)
PONGAL = ("add", "Pongal", "2027-01-13", "2027-01-17")


@pytest.fixture
def job(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Job:
    """Runs `python -m api.jobs seasons` with these arguments."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(jobs, "configure_logs", lambda level: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = jobs.main(["seasons", *arguments])
        except SystemExit as refused:
            status = int(str(refused.code))
        return status, *capsys.readouterr()

    return run


def test_a_season_is_added_changed_listed_and_removed(job: Job, database_url: str) -> None:
    assert job(*PONGAL, "--keywords", "harvest, village fair", "--languages", "ta", "--yearly")[0] == 0
    assert rows(database_url, KEPT) == [
        ("Pongal", "2027-01-13", "2027-01-17", True, ["harvest", "village fair"], [], ["ta"], 0.2)
    ]
    assert job(*PONGAL, "--genres", "Family", "--weight", "0.1")[0] == 0
    assert rows(database_url, KEPT) == [("Pongal", "2027-01-13", "2027-01-17", False, [], ["Family"], [], 0.1)]

    status, out, _ = job("list")

    assert status == 0
    assert out.startswith("Pongal: 2027-01-13 to 2027-01-17, weight 0.1; items: 0\n  Family\n")
    status, out, _ = job("remove", "Pongal", "2027-01-13")
    assert (status, out.startswith("seasons: 1 removed; lists follow from tomorrow on")) == (0, True)
    assert rows(database_url, KEPT) == []


def test_it_says_how_many_items_suit_a_season(job: Job, database_url: str) -> None:
    write(
        database_url,
        "insert into cinelibre.items (item_type, title, language, keywords, genres) values"
        " ('movie', 'Harvest Home', 'ta', '{Harvest}', '{Drama}'),"
        " ('movie', 'Harvests', 'en', '{harvest}', '{Family}'),"
        " ('book', 'The Village', 'ta', '{}', '{Family}')",
    )

    assert (
        "2027-01-17: items that suit it: 3; lists follow"
        in job(*PONGAL, "--keywords", "harvest", "--genres", "Family")[1]
    )
    assert "items that suit it: 1; lists follow" in job(*PONGAL, "--keywords", "harvest", "--languages", "ta")[1]
    assert "no item suits it yet, so nobody sees it; look at" in job(*PONGAL, "--genres", "Familly")[1]
    assert "; items: 0\n" in job("list")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (PONGAL, "A season needs --keywords or --genres"),
        (("add", "Pongal", "2027-01-17", "2027-01-13", "--genres", "Family"), "TO: a season ends on its first day"),
        (("add", "Pongal", "2027-01-13", "2027-07-16", "--genres", "Family"), "lasts 183 days at most"),
        (("add", "Pongal", "13.1.2027", "2027-01-17"), "'13.1.2027' is not a day like 2026-10-24"),
        ((*PONGAL, "--genres", "Family", "--weight", "0"), "'0' is not a weight above 0 and up to 1"),
        ((*PONGAL, "--genres", "Family", "--weight", "much"), "'much' is not a weight"),
        (("remove", "Lent"), "There is no such season 'Lent': `seasons list` shows all."),
        ((), "the following arguments are required"),
    ],
)
def test_what_is_wrong_is_named(job: Job, arguments: tuple[str, ...], said: str, database_url: str) -> None:
    status, _, err = job(*arguments)

    assert status in (1, 2)
    assert said in " ".join(err.split())
    assert rows(database_url, KEPT) == []


def test_the_longest_season_is_taken(job: Job) -> None:
    assert job("add", "Half", "2027-01-13", "2027-07-15", "--genres", "Family")[0] == 0
