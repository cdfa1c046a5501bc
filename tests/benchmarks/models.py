"""Every model on the same split, its quality and what fitting it costs: `python -m tests.benchmarks.models --data DIR`.

The split is that of `evaluate`. What chooses weights and fits rankers is hidden from what training may see, so nothing
was chosen by the judged ratings. Lists are ranked by the trainer's copy of the served ranking, which
`tests/jobs/training/test_weights_as_served.py` holds to the SQL functions, by scores alone. `--keep FILE` keeps what
was read of the catalogue. `--folds N` asks newcomers of N folds, too. Needs requirements-models.txt.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from api.jobs.evaluate.baselines import most_rated, without
from api.jobs.evaluate.newcomers import VISIBLE
from api.jobs.evaluate.protocols import folds, hold_out_newcomers
from api.jobs.evaluate.scores import Judge, Lists
from api.jobs.metrics import paired_t
from api.jobs.training.factoring import is_weighed
from api.jobs.training.learning import FITS
from api.jobs.training.ranker.examples import Examples, examples_of
from api.jobs.training.weights.choosing import choose
from api.ranking.blend import TUNED
from api.ranking.candidates import Weights
from tests.benchmarks.model_cases import Case, fetch_case, readers_of, without_raters
from tests.benchmarks.model_costs import Cost, cost_of
from tests.benchmarks.model_lists import System, fit_models, lists_of, persona_fit

MOST_RATED, BLEND = "most rated", "the blend"
ALONE = ("ease", "cosine", "neighbors", "factors")
TRIED = (0.1, 0.3, 1.0)  # of factors, beside the weights that training chose
COLUMNS = ("nDCG@10", "debiased", "recall@20")

Bands = dict[int, Weights]


class Learned(NamedTuple):
    """What training makes of what it may see: systems by name, and what rankers learned from."""

    systems: dict[str, System]
    examples: Examples


def learn(case: Case, offered: Sequence[str] = ("factors",)) -> Learned:
    """Chooses weights, also with what is offered, and fits rankers."""
    systems = blends_of(case, offered)
    bands = systems[BLEND].bands
    examples = examples_of(case.ratings, case.catalogue, bands)
    for kind, fit in FITS.items():
        systems[f"learned blend, {kind}"] = System(bands, fit(examples))
    return Learned(systems, examples)


def blends_of(case: Case, offered: Sequence[str] = ("factors",)) -> dict[str, System]:
    """The blend, as training chooses its weights, and the same with factors, as training chooses where they are."""
    bands = bands_of(case, ())
    print("chosen without factors:", *bands.items(), sep="\n  ", flush=True)
    systems = {BLEND: System(bands)}
    if offered:
        other = bands_of(case, offered)
        print("chosen with factors:", *other.items(), sep="\n  ", flush=True)
        if is_weighed({str(band): weights for band, weights in other.items()}):
            systems["the blend + factors, as training chose"] = System(other)
    for weight in TRIED:
        tried = {band: {**weights, "factors": weight} if band else weights for band, weights in bands.items()}
        systems[f"the blend + factors {weight:g}"] = System(tried)
    return systems


def bands_of(case: Case, offered: Sequence[str]) -> Bands:
    """The weights that training chooses for each length of history."""
    chosen = choose(case.ratings, case.catalogue, offered)
    return {**TUNED, **{band: one.weights for band, one in chosen.items()}}


def warm(case: Case) -> None:
    """Prints the table of the newest fifth."""
    learned, models = learn(case), fit_models(case)
    judge, by_count = Judge.of(case.split, case.traits), most_rated(case.split.known)
    systems = {f"{kind} alone": System({0: {kind: 1.0}}) for kind in ALONE} | learned.systems
    readers = readers_of(case, case.split)
    lists: dict[str, Lists] = {name: lists_of(case, readers, models, one) for name, one in systems.items()}
    fits = {name: persona_fit(case, models, one) for name, one in learned.systems.items()}
    seen = {rater: {one.movielens_id for one in known} for rater, known in case.split.known.items()}
    lists = {MOST_RATED: {rater: without(by_count, seen[rater], 20) for rater in case.split.relevant}, **lists}
    costs = {f"{kind} alone": cost_of(kind, case.ratings) for kind in ("ease", "cosine", "factors")}
    costs |= {f"learned blend, {kind}": cost_of(kind, learned.examples) for kind in FITS}
    print(f"\n| newest fifth, {len(case.split.relevant)} users | {' | '.join(COLUMNS)} | t | fit | fitting, s | MB |")
    print("|---|" + "---|" * (len(COLUMNS) + 4))
    for name, one in lists.items():
        row = judge.row(one, lists[BLEND])
        figures = " | ".join(f"{row[column]:.4f}" for column in COLUMNS)
        fit = f"{fits[name]:.2f}" if name in fits else ""
        print(f"| {name} | {figures} | {row['paired t']:.1f} | {fit} | {_cost(costs.get(name))} |", flush=True)


def _cost(found: Cost | None) -> str:
    return f"{found.seconds:.1f} | {found.megabytes:.0f}" if found else " | "


def newcomers(case: Case, n_folds: int) -> None:
    """Prints the table of newcomers, whom no training has seen."""
    judged: dict[str, dict[int, dict[int, float]]] = {}
    for number, chosen in enumerate(folds(list(case.histories))[:n_folds], 1):
        others, _ = hold_out_newcomers(case.histories, chosen, 0)
        known = without_raters(case, chosen)
        learned, models = learn(known, offered=()), fit_models(known)  # a row of some folds alone would mislead
        for n_visible in VISIBLE:
            _, split = hold_out_newcomers(case.histories, chosen, n_visible)
            readers = readers_of(known, split, is_known=False)
            judge = Judge.of(split, case.traits)
            for name, system in learned.systems.items():
                found = judge.ndcg_of(lists_of(known, readers, models, system))
                judged.setdefault(name, {}).setdefault(n_visible, {}).update(found)
        print(f"newcomers: fold {number} of {n_folds}, {len(others)} others", flush=True)
    print(f"\n| newcomers of {n_folds} folds, nDCG@10 | " + " | ".join(f"{n} visible | t" for n in VISIBLE) + " |")
    print("|---|" + "---|" * (2 * len(VISIBLE)))
    for name, of_system in judged.items():
        cells = [_cell(of_system[n], judged[BLEND][n]) for n in VISIBLE]
        print(f"| {name} | {' | '.join(cells)} |")


def _cell(found: Mapping[int, float], blend: Mapping[int, float]) -> str:
    ours, theirs = ([of_one[rater] for rater in sorted(found)] for of_one in (found, blend))
    return f"{statistics.fmean(ours):.4f} | {paired_t(theirs, ours):.1f}"


def main() -> None:
    """Prints a table for the newest fifth, and one for newcomers."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.models", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--metadata", type=Path, help="what TMDB says of its movies")
    parser.add_argument("--keep", type=Path, help="where to keep what was read; what is there is not read again")
    parser.add_argument("--folds", type=int, default=0, help="groups of newcomers to ask, of ten")
    given = parser.parse_args()
    case = fetch_case(given.data, given.metadata, given.keep)
    warm(case)
    if given.folds:
        newcomers(case, given.folds)


if __name__ == "__main__":
    main()
