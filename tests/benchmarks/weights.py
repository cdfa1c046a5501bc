"""Which weights serve which length of history: `python -m tests.benchmarks.weights --data DIR --metadata CSV`.

Nothing is tried on what `evaluate` judges by. The served SQL is asked once, for every source; every row ranks the same
candidates anew, with one weight of the shipped table changed. `--keep FILE` keeps what was asked, and starts from it.
"""

import argparse
import asyncio
import pickle
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.jobs.evaluate.persona import overlap, share_that_fit
from api.jobs.evaluate.warm import ranked_ids
from api.jobs.metrics import debiased_ndcg, ndcg, paired_t
from api.ranking.blend import TUNED
from api.ranking.candidates import SOURCES, Weights
from tests.benchmarks.weight_cases import Case, Cases, PersonaCase, fetch_cases

BANDS = {1: "1 rating", 3: "3 and 5 ratings", 6: "10 ratings", 15: "15 and more"}
TRIED = {
    **dict.fromkeys(SOURCES, (0, 0.1, 0.2, 0.3, 0.5, 1.0)),
    "taste": (0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0),
    "type": (0,),
}
DIVERSITIES = (0.05, 0.1, 0.2, 0.42)

Row = tuple[str, Weights, float]


def rows_of(weights: Weights, names: Sequence[str]) -> Iterator[Row]:
    """What is shipped, then with one weight changed at a time, then with variety."""
    yield "as shipped", weights, 0
    for name in names:
        for value in TRIED[name]:
            if value != weights.get(name, 0):
                yield f"{name} {value:g}", {**weights, name: value}, 0
    for diversity in DIVERSITIES:
        yield f"diversity {diversity:g}", weights, diversity


def judged(cases: Sequence[Case], weights: Weights, diversity: float) -> tuple[list[float], list[float]]:
    """nDCG@10 of every history, plain and debiased."""
    lists = [(ranked_ids(case.material, weights, diversity), case) for case in cases]
    plain = [ndcg(ranked, case.relevant) for ranked, case in lists]
    return plain, [debiased_ndcg(ranked, case.relevant, case.n_raters) for ranked, case in lists]


def followed(cases: Cases, of_band: Sequence[PersonaCase], weights: Weights, diversity: float) -> str:
    """How personas fare: the share that fits, and the overlap of half a star and five."""
    if not of_band:
        return "- | -"
    traits = cases.catalogue.traits
    own = [(case.persona, ranked_ids(case.own, weights, diversity)) for case in of_band]
    fit = statistics.fmean(share_that_fit(persona, [traits[one] for one in ranked]) for persona, ranked in own)
    signs = [
        overlap(ranked_ids(case.lowest, weights, diversity), ranked_ids(case.highest, weights, diversity))
        for case in of_band
    ]
    return f"{fit:.2f} | {statistics.fmean(signs):.2f}"


def print_band(cases: Cases, band: int, names: Sequence[str]) -> None:
    """The table of one band."""
    histories, personas = cases.histories[band], cases.personas.get(band, [])
    print(f"\n| {BANDS[band]}: {len(histories)} histories | nDCG@10 | debiased | t | fit | ½ and 5 |")
    print("|---|---|---|---|---|---|")
    shipped, _ = judged(histories, TUNED[band], 0)
    for name, weights, diversity in rows_of(TUNED[band], names):
        plain, debiased = judged(histories, weights, diversity)
        figures = f"{statistics.fmean(plain):.4f} | {statistics.fmean(debiased):.4f} | {paired_t(plain, shipped):+.1f}"
        print(f"| {name} | {figures} | {followed(cases, personas, weights, diversity)} |", flush=True)


def read_cases(given: argparse.Namespace) -> Cases:
    """What was kept, or what the served SQL answers."""
    if given.keep and given.keep.exists():
        kept: Cases = pickle.loads(given.keep.read_bytes())
        return kept
    cases = asyncio.run(fetch_cases(given.data, given.metadata, given.folds))
    if given.keep:
        given.keep.write_bytes(pickle.dumps(cases))
    return cases


def main() -> None:
    """Prints a table for every band."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.weights", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--metadata", type=Path, help="what TMDB says of its movies")
    parser.add_argument("--folds", type=int, default=10, help="groups of newcomers to ask, of ten")
    parser.add_argument("--keep", type=Path, help="where to keep what was asked; what is there is not asked again")
    parser.add_argument("--bands", type=int, nargs="+", default=list(BANDS), choices=list(BANDS))
    parser.add_argument("--names", nargs="+", default=list(TRIED), choices=list(TRIED), help="weights to change")
    given = parser.parse_args()
    cases = read_cases(given)
    for band in given.bands:
        print_band(cases, band, given.names)


if __name__ == "__main__":
    main()
