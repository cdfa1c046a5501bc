"""Which weights are best by the newest fifth of what training may see: `python -m tests.benchmarks.weights --data DIR`.

The fifth that `evaluate` judges by is taken away first; of the rest the newest fifth is held out again. So no weight is
chosen by what it is judged by. Candidates come from the served SQL once; every row ranks the same ones.
"""

import argparse
import asyncio
import statistics
from collections.abc import Mapping
from pathlib import Path

from api.db.scratch import scratch_server
from api.jobs.evaluate.metrics import ndcg, paired_t
from api.jobs.evaluate.protocols import Split, histories_of, hold_out_newest
from api.jobs.evaluate.served import each, refresh_all, serving, write_movies
from api.jobs.evaluate.warm import ranked_ids
from api.jobs.reporting import Report
from api.ranking import TUNED, Candidate, Weights
from api.readers.movielens import MovieLens
from api.settings import read_settings

LONG = TUNED[15]
TRIED: dict[str, Weights] = {
    "as served": LONG,
    **{f"without {source}": {name: weight for name, weight in LONG.items() if name != source} for source in LONG},
    **{f"content {weight:g}": {**LONG, "content": weight} for weight in (0.1, 0.2, 0.5, 0.8)},
    **{f"neighbors {weight:g}": {**LONG, "neighbors": weight} for weight in (0.05, 0.2, 0.4, 0.8)},
    **{f"cosine {weight:g} besides": {**LONG, "cosine": weight} for weight in (0.1, 0.3)},
    **{f"popular {weight:g} besides": {**LONG, "popular": weight} for weight in (0.05, 0.2)},
    "classic 0.5 / 0.3 / 0.2": {"neighbors": 0.5, "content": 0.3, "popular": 0.2},
    "EASE alone": {"ease": 1.0},
    "neighbors alone": {"neighbors": 1.0},
    "cosine alone": {"cosine": 1.0},
}


async def candidates_of(folder: Path, metadata: Path | None) -> tuple[Split, Mapping[int, list[Candidate]]]:
    """The split of the train part, and what the service would choose from for everybody who is asked."""
    settings, report = read_settings(), Report()
    source = MovieLens(folder, metadata)
    movies, histories = list(report.sift(source.movies())), histories_of(report.sift(source.ratings()))
    split = hold_out_newest(hold_out_newest(histories).known)
    raters = list(split.relevant)
    with scratch_server() as scratch:
        await write_movies(settings, scratch.ship_new("catalogue"), movies, is_embedded=metadata is not None)
        scratch.analyze("catalogue")
        async with serving(settings, scratch, "validation", split.known, print) as served:
            await refresh_all(served)
            found = await each(raters, served.material)
    return split, dict(zip(raters, found, strict=True))


def main() -> None:
    """Prints a row for each set of weights, over everybody with fifteen ratings or more."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.weights", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--metadata", type=Path)
    given = parser.parse_args()
    split, candidates = asyncio.run(candidates_of(given.data, given.metadata))
    raters = [rater for rater in split.relevant if len(split.known[rater]) >= 15]

    def judged(weights: Weights) -> list[float]:
        return [ndcg(ranked_ids(candidates[rater], weights, 0), split.relevant[rater]) for rater in raters]

    served = judged(LONG)
    print(f"\n| validation, {len(raters)} users | nDCG@10 | paired t of what is served |\n|---|---|---|")
    for name, weights in TRIED.items():
        found = judged(weights)
        print(f"| {name} | {statistics.fmean(found):.4f} | {paired_t(served, found):.1f} |")


if __name__ == "__main__":
    main()
