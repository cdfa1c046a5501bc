"""Histories to try weights on, for `tests.benchmarks.weights`: none of them is what `evaluate` judges by.

From fifteen ratings on: the newest fifth of what training may see. Below: newcomers of odd numbers, each kept out of
training. Personas of MovieLens show whether lists follow a person.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from api.jobs.evaluate.baselines import count_raters
from api.jobs.evaluate.movielens_personas import PERSONAS
from api.jobs.evaluate.persona import Persona
from api.jobs.evaluate.personas import HIGHEST, LOWEST, ORDERS, NamedMovies, history_of
from api.jobs.evaluate.protocols import Histories, folds, histories_of, hold_out_newcomers, hold_out_newest
from api.jobs.evaluate.served import Served, each, refresh_all, serving, write_movies
from api.jobs.reporting import Report
from api.ranking.candidates import Material
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.settings import Settings, read_settings
from api.ship.scratch import Scratch, scratch_server

VISIBLE = {1: (1,), 3: (3, 5), 6: (10,)}  # ratings that newcomers of a band show
OF_PERSONAS = {3: 5, 6: 7}  # the newest so many of a persona's ratings


class Case(NamedTuple):
    """A history: what can be made of it, what would be right, and how many rated each of that."""

    material: Material
    relevant: set[int]
    n_raters: Mapping[int, int]


class PersonaCase(NamedTuple):
    """What can be made of a persona's ratings, and of half a star and five for the same items."""

    persona: Persona
    own: Material
    lowest: Material
    highest: Material


class Cases(NamedTuple):
    """All histories by the band whose weights they try."""

    catalogue: NamedMovies
    histories: dict[int, list[Case]]
    personas: dict[int, list[PersonaCase]]


async def fetch_cases(folder: Path, metadata: Path | None, n_folds: int) -> Cases:
    """Asks the served SQL once for everything; `n_folds` of the ten groups of newcomers are asked."""
    settings, report = read_settings(), Report()
    source = MovieLens(folder, metadata)
    movies, histories = list(report.sift(source.movies())), histories_of(report.sift(source.ratings()))
    cases = Cases(NamedMovies.of(movies), {band: [] for band in (*VISIBLE, 15)}, {})
    with scratch_server() as scratch:
        await write_movies(settings, scratch.ship_new("catalogue"), movies, is_embedded=metadata is not None)
        scratch.analyze("catalogue")
        await _ask_validation(settings, scratch, histories, cases)
        for number, newcomers in enumerate(folds(list(histories))[:n_folds], 1):
            await _ask_newcomers(settings, scratch, histories, newcomers, cases)
            print(f"newcomers: fold {number} of {n_folds}", flush=True)
    return cases


async def _ask_validation(settings: Settings, scratch: Scratch, histories: Histories, cases: Cases) -> None:
    split = hold_out_newest(hold_out_newest(histories).known)
    n_raters = count_raters(split.known)
    async with serving(settings, scratch, "validation", split.known, print) as served:
        await refresh_all(served)
        raters = [rater for rater in split.relevant if len(split.known[rater]) >= 15]
        found = await each(raters, served.material)
        cases.histories[15].extend(
            Case(material, split.relevant[rater], n_raters) for rater, material in zip(raters, found, strict=True)
        )
        for band, n_ratings in OF_PERSONAS.items():
            cases.personas[band] = [await _persona(served, one, cases.catalogue, n_ratings) for one in PERSONAS]


async def _persona(served: Served, persona: Persona, catalogue: NamedMovies, n_ratings: int) -> PersonaCase:
    history = history_of(persona, catalogue, ORDERS[0])[-n_ratings:]
    equal = [[one._replace(rating=stars) for one in history] for stars in (LOWEST, HIGHEST)]
    return PersonaCase(persona, *[await served.session_material(one, None) for one in (history, *equal)])


async def _ask_newcomers(
    settings: Settings, scratch: Scratch, histories: Histories, newcomers: list[int], cases: Cases
) -> None:
    others, _ = hold_out_newcomers(histories, newcomers, 0)
    n_raters: Counter[int] = count_raters(others)
    async with serving(settings, scratch, "newcomers", others, lambda _: None) as served:

        async def ask(history: list[MovieLensRating]) -> Material:
            return await served.session_material(history, None)

        for band, n_visible in ((band, n) for band, numbers in VISIBLE.items() for n in numbers):
            _, split = hold_out_newcomers(histories, newcomers, n_visible)
            raters = [rater for rater in split.relevant if rater % 2]
            found = await each([split.known[rater] for rater in raters], ask)
            cases.histories[band].extend(
                Case(material, split.relevant[rater], n_raters) for rater, material in zip(raters, found, strict=True)
            )
