"""The gates: what is measured of the personas' lists, and what it must be at least or at most."""

import operator
import statistics
from collections.abc import Sequence
from typing import NamedTuple

from api.jobs.evaluate.persona import excess, opposite_pairs, overlap, share_that_fit
from tests.gates.community import N_SHOWN, Community
from tests.gates.visits import Visit

FILM = "movie"


class Gate(NamedTuple):
    """A figure and its limit: `≥`, `≤` or `<`."""

    name: str
    comparison: str
    limit: float

    def passes(self, value: float) -> bool:
        """Whether a figure is within it."""
        compare = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}[self.comparison]
        return bool(compare(value, self.limit))


FIT = Gate("share of the first 20 that fit", "≥", 0.70)
OPPOSITES = Gate("overlap of opposite personas", "≤", 0.25)
POPULAR = Gate("among the 20 most popular", "≤", 0.42)
SIGN_MEAN = Gate("the same items at ½ and at 5 stars: overlap, mean", "≤", 0.22)
SIGN_EACH = Gate("the same items at ½ and at 5 stars: overlap, each", "≤", 0.35)
AVOIDED = Gate("a low-rated genre's share minus its base, worst", "<", 0.0)
BOOKS = Gate("books for who rates only films", "≤", 0.20)
CHANGE_MEAN = Gate("a rating or hide changes of the first 20, mean", "≤", 0.20)
CHANGE_MOST = Gate("a rating or hide changes of the first 20, most", "≤", 0.35)
TRUE = Gate("neighbor reasons that are true", "≥", 1.0)


def measure(community: Community, visits: Sequence[Visit]) -> dict[Gate, float]:
    """Every gate's figure in one community."""
    by_name = {visit.persona.name: visit for visit in visits}
    signs = [overlap(visit.lowest, visit.highest) for visit in visits]
    changes = [change for visit in visits for change in visit.changes.values()]
    reasons = [holds for visit in visits for holds in visit.reasons_hold]
    popular = community.most_rated[:N_SHOWN]
    pairs = opposite_pairs(visit.persona for visit in visits)
    return {
        FIT: statistics.fmean(_fit(community, visit) for visit in visits),
        OPPOSITES: statistics.fmean(overlap(by_name[one].ids, by_name[other].ids) for one, other in pairs),
        POPULAR: statistics.fmean(overlap(visit.ids, popular) for visit in visits),
        SIGN_MEAN: statistics.fmean(signs),
        SIGN_EACH: max(signs),
        AVOIDED: max(_excess(community, visit) for visit in visits),
        BOOKS: statistics.fmean(_books(community, visit) for visit in visits if _rates_only_films(community, visit)),
        CHANGE_MEAN: statistics.fmean(changes),
        CHANGE_MOST: max(changes),
        TRUE: statistics.fmean(reasons) if reasons else 1.0,
    }


def row_of(community: Community, visit: Visit) -> str:
    """One persona's figures, in Markdown."""
    figures = [
        _fit(community, visit),
        overlap(visit.ids, community.most_rated[:N_SHOWN]),
        overlap(visit.lowest, visit.highest),
        _excess(community, visit),
        _books(community, visit),
        *visit.changes.values(),
    ]
    told = f"{sum(visit.reasons_hold)} of {len(visit.reasons_hold)}"
    return f"| {visit.persona.name} | {' | '.join(f'{figure:.2f}' for figure in figures)} | {told} |"


def _fit(community: Community, visit: Visit) -> float:
    return share_that_fit(visit.persona, [community.items[item_id] for item_id in visit.ids])


def _excess(community: Community, visit: Visit) -> float:
    shown = [community.items[item_id] for item_id in visit.ids]
    return excess(visit.persona.avoids, shown, list(community.items.values()))


def _books(community: Community, visit: Visit) -> float:
    return sum(community.items[item_id].item_type != FILM for item_id in visit.ids) / max(len(visit.ids), 1)


def _rates_only_films(community: Community, visit: Visit) -> bool:
    rated = community.ratings_of(visit.persona)
    return all(community.items[item_id].item_type == FILM for item_id, _ in rated)
