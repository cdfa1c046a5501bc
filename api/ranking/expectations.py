"""Pure functions that say how many stars each member of a group would give: by their taste and by a prediction.

The blend of a list is turned into stars, and mixed with the predicted rating: by how many ratings a taste is made of,
and by the support of the prediction. So a guest who sent three titles counts, too. docs/algorithms.md has the formulas.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

from api.ranking.blend import Blend
from api.ranking.candidates import SOURCES, Candidate, Weights
from api.ranking.groups import BEST, WORST
from api.ranking.taste import Feature, Taste, parse_taste, parts_of

LEAST_LIKELY, LIKELIEST = 2.0, 4.5  # stars for the worst and the best candidate by somebody's blend
UNSUPPORTED = 4  # what a prediction counts without support: it is then what an average reader would give
MOST_TASTE = 20  # what a taste counts at most, however many ratings it is made of


class Seat(NamedTuple):
    """A member of a group, with what is known of their taste."""

    member_id: str
    name: str | None
    n_ratings: int
    taste: Taste
    weights: Weights


class GroupItem(NamedTuple):
    """An item that a group could watch: a candidate of each member, with their predicted ratings and the supports."""

    candidates: Sequence[Candidate]
    predictions: Sequence[float]
    supports: Sequence[int]

    @property
    def item_id(self) -> int:
        """Return the item's id."""
        return self.candidates[0].item_id


class Expected(NamedTuple):
    """What a member is expected to give an item, and the features of their taste that speak for and against it."""

    stars: float
    is_known: bool
    features: Mapping[Feature, float]


def parse_seats(found: Sequence[Mapping[str, Any]]) -> list[Seat]:
    """Read the members from SQL's answer."""
    return [
        Seat(one["member_id"], one["name"], one["n_ratings"], parse_taste(one["likings"]), one["weights"] or {})
        for one in found
    ]


def parse_items(found: Sequence[Mapping[str, Any]], n_seats: int) -> list[GroupItem]:
    """Read the candidates from SQL's answer: each has its features, and a list of scores for each source."""
    return [
        GroupItem([_candidate(one, place) for place in range(n_seats)], one["predicted"], one["support"])
        for one in found
    ]


def _candidate(one: Mapping[str, Any], place: int) -> Candidate:
    scores = {source: one[source] if source == "popular" else one[source][place] for source in SOURCES if source in one}
    return Candidate(
        one["item_id"],
        {source: value for source, value in scores.items() if value is not None},
        one["genres"],
        one["year"],
        one["language"],
        one["people"],
        one["item_type"],
        one["work_id"],
    )


def expect(seats: Sequence[Seat], items: Sequence[GroupItem]) -> dict[int, list[Expected]]:
    """Return what each member is expected to give each item, to a hundredth of a star, in the order of the seats.

    Somebody of whom nothing is known gets the mean of the others: they count, but do not veto by ignorance.
    """
    by_seat = [_stars_of(seat, place, items) for place, seat in enumerate(seats)]
    expected: dict[int, list[Expected]] = {}
    for item in items:
        item_id = item.item_id
        known = [stars[item_id] for seat, stars in zip(seats, by_seat, strict=True) if seat.n_ratings]
        others = round(fmean(known or [by_seat[0][item_id]]), 2)
        expected[item_id] = [
            Expected(stars[item_id], True, _features(seat.taste, item.candidates[place]))
            if seat.n_ratings
            else Expected(others, False, {})
            for place, (seat, stars) in enumerate(zip(seats, by_seat, strict=True))
        ]
    return expected


def _stars_of(seat: Seat, place: int, items: Sequence[GroupItem]) -> dict[int, float]:
    """Return a member's expected stars by item."""
    candidates = [item.candidates[place] for item in items]
    blended = Blend(candidates, seat.taste, seat.weights).order(candidates)
    scores = {one.candidate.item_id: one.score for one in blended}
    lowest = min(scores.values(), default=0.0)
    span = max(scores.values(), default=0.0) - lowest
    shares = {item_id: (score - lowest) / span if span else 0.5 for item_id, score in scores.items()}
    return {item.item_id: _stars(item, place, shares[item.item_id], seat.n_ratings) for item in items}


def _stars(item: GroupItem, place: int, share: float, n_ratings: int) -> float:
    """Return expected stars; `share` is where the blend puts the item, from the worst at 0 to the best at 1."""
    by_taste = LEAST_LIKELY + share * (LIKELIEST - LEAST_LIKELY)
    of_taste, of_prediction = min(1 + n_ratings, MOST_TASTE), UNSUPPORTED + item.supports[place]
    stars = (of_taste * by_taste + of_prediction * item.predictions[place]) / (of_taste + of_prediction)
    return round(min(BEST, max(WORST, stars)), 2)


def _features(taste: Taste, candidate: Candidate) -> dict[Feature, float]:
    return parts_of(taste, candidate.genres, candidate.language, candidate.year, candidate.people)
