"""Ranks what SQL found, by the blend and by RECOMMENDER if it is set."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from api.errors import RecommenderFailed
from api.ranking.blend import PRESETS, recommend, recommend_again
from api.ranking.candidates import Ranked, Weights, parse_material
from api.ranking.exploring import ASKED, LEAST_ITEMS, NEW_DAYS, SHARE, Explorer, uniform
from api.ranking.lists import Former
from api.ranking.recommender import Recommender, recommender_named
from api.settings import Settings

NEW_A_CHANGE = 3  # a rating may replace at most one in so many of the first items
MOVED = 0.5  # clicks and views that weigh so much together make a list new, and change as much of it as a rating
TRAINED = "trained"  # a value of BLEND: weights that training chose replace the shipped ones

Degraded = list[Literal["recommender"]]
T = TypeVar("T", bound=Sequence[Any])


def by_recommender(settings: Settings, rank: Callable[[Recommender | None], T]) -> tuple[T, Degraded]:
    """Rank with RECOMMENDER, if it is set; if it fails, without it, and say so."""
    try:
        return rank(recommender_named(settings.recommender)), []
    except RecommenderFailed:
        return rank(None), ["recommender"]


def rank(
    made_of: dict[str, Any],
    settings: Settings,
    diversity: float | None,
    limit: int,
    explorer: Explorer | None = None,
) -> tuple[list[Ranked], Degraded]:
    """Rank SQL's candidates by the weights that came with them."""
    candidates, taste, weights = parse_material(made_of)
    variety = settings.diversity if diversity is None else diversity
    return by_recommender(
        settings, lambda recommender: recommend(candidates, taste, weights or {}, variety, limit, recommender, explorer)
    )


def rank_list(
    made_of: dict[str, Any],
    n_ratings: int,
    settings: Settings,
    diversity: float | None,
    explorer: Explorer | None = None,
) -> tuple[list[Ranked], Degraded]:
    """Rank a whole list. Most of the former list's top stays, less of it the more was rated and looked at since.

    Items that the explorer may choose do not stay for their place in the former list: they may have been explored.
    """
    if not made_of["former"]:
        return rank(made_of, settings, diversity, settings.cache_size, explorer)
    n_first = settings.recommendations_per_request
    n_looks = int(made_of["former_moved"] / MOVED)
    n_changes = max(1, abs(n_ratings - made_of["former_rating_count"]) + n_looks)
    staying = set(made_of["former"]).difference(explorer.item_ids if explorer else ())
    former = Former(staying, n_first, n_first // NEW_A_CHANGE * n_changes)
    material, variety = parse_material(made_of), settings.diversity if diversity is None else diversity
    return by_recommender(
        settings,
        lambda recommender: recommend_again(material, variety, settings.cache_size, former, recommender, explorer),
    )


def explorer_of(made_of: dict[str, Any], settings: Settings, seed: str) -> Explorer | None:
    """Return what explores a list, or None if it does not: by its share of lists, or because there is nothing to."""
    found, share = made_of.get("explorable"), SHARE if settings.explore_share is None else settings.explore_share
    if not found or not found["items"] or uniform(f"{seed}:share") >= share:
        return None
    return Explorer(settings.explore_position, seed, found)


def exploring_of(settings: Settings) -> dict[str, Any] | None:
    """Return what SQL needs to know of what chance may decide of a list; None if that is nothing."""
    asked: dict[str, Any] = {}
    if settings.explore_share != 0:
        least_items = LEAST_ITEMS if settings.explore_share is None else 0
        asked |= {"n_items": ASKED, "least_items": least_items, "new_days": NEW_DAYS}
    if settings.explore_presets:
        asked["presets"] = {name: _bands(preset) for name, preset in PRESETS.items()}
    return asked or None


def bands_of(settings: Settings) -> dict[str, Weights]:
    """Return the weights of the settings by the smallest number of ratings that they are for, with JSON's keys."""
    return _bands(PRESETS[settings.blend])


def _bands(preset: Mapping[int, Weights]) -> dict[str, Weights]:
    return {str(start): weights for start, weights in preset.items()}
