"""The second protocol: everybody is once a newcomer, of whom only the first few ratings are known."""

import statistics
from collections.abc import Mapping
from typing import Any

from api.jobs.evaluate.baselines import most_rated, without
from api.jobs.evaluate.protocols import Histories, Split, folds, hold_out_newcomers
from api.jobs.evaluate.scores import table
from api.jobs.evaluate.served import Say, Served, each, serving, weights_of
from api.jobs.evaluate.warm import N_RANKED, ranked_ids
from api.jobs.metrics import ndcg, paired_t
from api.ranking.recommender import recommender_named
from api.settings import Settings
from api.ship.scratch import Scratch

VISIBLE = (1, 3, 5, 10)
COLUMNS = ("users", "by score", "as served", "most rated", "gain", "t")

Judged = tuple[float, float, float]  # nDCG@10 by scores alone, as served, and of the most rated
Newcomers = dict[int, Judged]  # by rater


async def evaluate_newcomers(
    settings: Settings, scratch: Scratch, histories: Histories, n_folds: int, say: Say
) -> dict[str, dict[str, Any]]:
    """Return for each number of visible ratings how far the served blend is above the most rated."""
    judged: dict[int, Newcomers] = {n_visible: {} for n_visible in VISIBLE}
    for number, newcomers in enumerate(folds(list(histories))[:n_folds], 1):
        others, _ = hold_out_newcomers(histories, newcomers, 0)
        async with serving(settings, scratch, f"fold_{number}", others, lambda _: None) as served:
            for n_visible in VISIBLE:
                _, split = hold_out_newcomers(histories, newcomers, n_visible)
                judged[n_visible] |= await measure(settings, served, others, split)
        say(f"newcomers: fold {number} of {n_folds}")
    rows = {
        f"{n_visible} visible{group}": _row({rater: found[rater] for rater in sorted(found) if rater % 2 in parities})
        for n_visible, found in judged.items()
        for group, parities in (("", (0, 1)), (", even numbers alone", (0,)))
    }
    say("\n".join(table("newcomers, nDCG@10", rows, COLUMNS)))
    return rows


async def measure(settings: Settings, served: Served, others: Histories, split: Split) -> Newcomers:
    """Return how the lists of these newcomers do; `others` are those whom the service knows."""
    by_count, recommender = most_rated(others), recommender_named(settings.recommender)

    async def judge(rater: int) -> Judged:
        history, wanted = split.known[rater], split.relevant[rater]
        found = await served.session_material(history, settings.blend)
        weights = weights_of(found, len(history), settings.blend)
        seen = {one.movielens_id for one in history}
        by_score, as_served = (
            ranked_ids(found, weights, diversity, recommender) for diversity in (0, settings.diversity)
        )
        return ndcg(by_score, wanted), ndcg(as_served, wanted), ndcg(without(by_count, seen, N_RANKED), wanted)

    raters = list(split.relevant)
    return dict(zip(raters, await each(raters, judge), strict=True))


def _row(found: Mapping[int, Judged]) -> dict[str, Any]:
    by_score, as_served, most = (list(one) for one in zip(*found.values(), strict=True))
    blend, rated = statistics.fmean(as_served), statistics.fmean(most)
    return {
        "users": len(found),
        "by score": statistics.fmean(by_score),
        "as served": blend,
        "most rated": rated,
        "gain": blend / rated - 1 if rated else 0.0,
        "t": paired_t(as_served, most),
    }
