"""python -m api.jobs seasons: the feasts and seasons that lift items for a while."""

import argparse
import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.db import Database
from api.errors import InvalidInput, NotFound
from api.jobs.command import add_job, with_database
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

MOST_DAYS = 183
WEIGHT = 0.2  # of what all sources say together


def add_seasons(jobs: "Parsers") -> None:
    """Declare the command and its three subcommands."""
    parser = add_job(jobs, "seasons", run_seasons)
    deeds = parser.add_subparsers(title="what to do", dest="deed", required=True)
    deeds.add_parser("list", help="list all seasons")
    added = deeds.add_parser("add", help="add a season, or change the one of this name and first day")
    added.add_argument("season", metavar="NAME", help="what readers call it")
    added.add_argument("from_day", metavar="FROM", type=_day, help="the first day, as 2026-10-24")
    added.add_argument("to_day", metavar="TO", type=_day, help="the last day")
    added.add_argument("--yearly", action="store_true", help="it comes again on the same days of each year")
    for name, what in (
        ("keywords", "keywords of its items"),
        ("genres", "genres of its items"),
        ("languages", "codes of languages: it is for their readers and for items in them"),
    ):
        added.add_argument(f"--{name}", metavar="A,B", type=_words, default=[], help=what)
    added.add_argument("--weight", type=_weight, default=WEIGHT, help=f"what it adds, up to 1; by default {WEIGHT}")
    removed = deeds.add_parser("remove", help="remove a season")
    removed.add_argument("season", metavar="NAME")
    removed.add_argument("from_day", metavar="FROM", nargs="?", type=_day, help="only the one that begins on this day")


def run_seasons(settings: Settings, given: argparse.Namespace) -> str:
    """List, add or remove feasts and seasons that lift items for a while."""
    if given.deed == "list":
        found = asyncio.run(with_database(settings, lambda db: db.rows("get_seasons")))
        Console(highlight=False, markup=False, soft_wrap=True).print(
            "\n".join(map(tell, found)), end="\n" if found else ""
        )
        return f"{len(found)} seasons"
    if given.deed == "add":
        _check(given)
        n_items = asyncio.run(with_database(settings, lambda db: _write(db, given)))
        return f"{given.season} is there from {given.from_day} to {given.to_day}: {_suiting(n_items)}"
    only = None if given.from_day is None else str(given.from_day)
    n_removed = asyncio.run(
        with_database(settings, lambda db: db.one("delete_seasons", name=given.season, from_day=only))
    )
    if not n_removed:
        raise NotFound(f"There is no such season {given.season!r}: `seasons list` shows all.")
    return f"{n_removed} removed; lists follow from tomorrow on"


def tell(season: dict[str, Any]) -> str:
    """Return a season as a terminal shows it."""
    when = f"{season['from_day']} to {season['to_day']}{', every year' if season['is_yearly'] else ''}"
    tags = ", ".join([*season["keywords"], *season["genres"]])
    whose = f"; for {', '.join(season['languages'])}" if season["languages"] else ""
    suiting = f"; items: {season['n_items']:,}"
    return f"{season['name']}: {when}, weight {season['weight']:g}{whose}{suiting}\n  {tags}"


async def _write(db: Database, given: argparse.Namespace) -> int:
    """Write the season, and return how many items it is about."""
    await db.one(
        "write_season",
        name=given.season,
        from_day=str(given.from_day),
        to_day=str(given.to_day),
        is_yearly=given.yearly,
        keywords=given.keywords,
        genres=given.genres,
        languages=given.languages,
        weight=given.weight,
    )
    written = (given.season, str(given.from_day))
    found = await db.rows("get_seasons")
    return next((int(one["n_items"]) for one in found if (one["name"], one["from_day"]) == written), 0)


def _suiting(n_items: int) -> str:
    if n_items == 0:
        return "no item suits it yet, so nobody sees it; look at its keywords, genres and languages"
    return f"items that suit it: {n_items:,}; lists follow from tomorrow on"


def _check(given: argparse.Namespace) -> None:
    if not 0 <= (given.to_day - given.from_day).days <= MOST_DAYS:
        raise InvalidInput(f"TO: a season ends on its first day or later, and lasts {MOST_DAYS} days at most.")
    if not given.keywords and not given.genres:
        raise InvalidInput("A season needs --keywords or --genres: they say which items suit it.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-10-24") from None


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a weight above 0 and up to 1")
    return weight
