"""The first protocol: the newest fifth of each history is held out; each source is measured alone and all together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from api.jobs.evaluate.baselines import best_rated, drawn, most_rated, without
from api.jobs.evaluate.protocols import Histories, Split, hold_out_newest
from api.jobs.evaluate.scores import Judge, Lists, table
from api.jobs.evaluate.served import Say, Served, each, refresh_all, serving, weights_of
from api.ranking.blend import CLASSIC, recommend, weights_for
from api.ranking.candidates import Candidate, Material, Weights
from api.ranking.recommender import Recommender, recommender_named
from api.settings import Settings
from api.ship.scratch import Scratch

N_RANKED = 20
BLEND, DIVERSE, MOST_RATED = "blend, diversity 0", "blend as served", "most rated"
SOURCES = {
    "user Pearson alone": "neighbors",
    "item-item (EASE) alone": "ease",
    "item-item (cosine) alone": "cosine",
    "content alone": "content",
    "popular alone": "popular",
}


async def evaluate_warm(
    settings: Settings,
    scratch: Scratch,
    histories: Histories,
    traits: Mapping[int, Candidate],
    say: Say,
    besides: Callable[[Served, Split], Awaitable[None]],
) -> dict[str, Any]:
    """Return the table's rows and each rater's nDCG@10 under the blend; `besides` may ask the trained service more."""
    split = hold_out_newest(histories)
    async with serving(settings, scratch, "warm", split.known, say) as served:
        lists = await _every_list(settings, served, split, list(traits))
        await besides(served, split)
    judge = Judge.of(split, traits)
    rows = {name: judge.row(lists[name], lists[BLEND]) for name in lists}
    say("\n".join(table(f"newest fifth, {len(split.relevant)} users", rows)))
    say(left_out(split))
    return {
        "n_users": len(split.relevant),
        "n_liked": split.n_liked,
        "n_unknown": split.n_unknown,
        "rows": rows,
        "ndcg": judge.ndcg_of(lists[BLEND]),
    }


async def _every_list(settings: Settings, served: Served, split: Split, movies: Sequence[int]) -> dict[str, Lists]:
    """Return the lists that are compared, by name."""
    await refresh_all(served)
    raters = list(split.relevant)
    every_source = dict(zip(raters, await each(raters, served.material), strict=True))
    found = await each(raters, lambda rater: served.material(rater, settings.blend))
    as_served = dict(zip(raters, found, strict=True))
    n_ratings = {rater: len(split.known[rater]) for rater in raters}
    return {
        **_unpersonal(split.known, raters, movies),
        **_by_source(every_source, n_ratings),
        **_blended(settings, as_served, n_ratings),
    }


def left_out(split: Split) -> str:
    """Say in a sentence what the relevant items leave out."""
    return f"{split.n_unknown:,} of {split.n_liked:,} hidden likes are left out: nobody rated those movies in training"


def _unpersonal(known: Histories, raters: Sequence[int], movies: Sequence[int]) -> dict[str, Lists]:
    """Return the lists that are the same for everybody, without what each has seen."""
    seen = {rater: {one.movielens_id for one in known[rater]} for rater in raters}
    by_count, by_mean = most_rated(known), best_rated(known)
    return {
        "random": {rater: without(drawn(movies, rater), seen[rater], N_RANKED) for rater in raters},
        MOST_RATED: {rater: without(by_count, seen[rater], N_RANKED) for rater in raters},
        "damped mean": {rater: without(by_mean, seen[rater], N_RANKED) for rater in raters},
    }


def _by_source(materials: Mapping[int, Material], n_ratings: Mapping[int, int]) -> dict[str, Lists]:
    """Return each source's list alone and the classic blend's, all over the same candidates."""
    alone = {name: _ranked(materials, n_ratings, {0: {source: 1.0}}, 0) for name, source in SOURCES.items()}
    return {**alone, "classic blend 0.5 / 0.3 / 0.2": _ranked(materials, n_ratings, CLASSIC, 0)}


def _blended(settings: Settings, materials: Mapping[int, Material], n_ratings: Mapping[int, int]) -> dict[str, Lists]:
    """Return the service's lists, by scores alone and with its variety, over its own candidates."""
    names = {BLEND: 0, f"{DIVERSE}, diversity {settings.diversity:g}": settings.diversity}
    return {
        name: {
            rater: ranked_ids(
                found,
                weights_of(found, n_ratings[rater], settings.blend),
                diversity,
                recommender_named(settings.recommender),
            )
            for rater, found in materials.items()
        }
        for name, diversity in names.items()
    }


def _ranked(
    materials: Mapping[int, Material],
    n_ratings: Mapping[int, int],
    preset: Mapping[int, Weights],
    diversity: float,
) -> Lists:
    return {
        rater: ranked_ids(found, weights_for(n_ratings[rater], preset), diversity) for rater, found in materials.items()
    }


def ranked_ids(
    found: Material, weights: Weights, diversity: float, recommender: Recommender | None = None
) -> list[int]:
    """Return the item ids of the served ranking; weights that came with the material overrule the given ones."""
    weights = found.weights or weights
    ranked = recommend(found.candidates, found.taste, weights, diversity, N_RANKED, recommender)
    return [one.candidate.item_id for one in ranked]
