"""The exploring place of a list: one item of which too little is known, drawn by chance from what suits the reader.

The draw follows Thompson sampling (`thompson.py`) over what impressions and ratings say of each item, weighed by how
well it suits the reader. docs/algorithms.md has the formulas ("Exploring").
"""

import math
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from statistics import fmean
from typing import Any, NamedTuple

from api.ranking.candidates import Choice, Explored, Ranked
from api.ranking.thompson import Belief, at_least, chances_of, product_of

LEAST_ITEMS = 1000  # of a catalogue that explores by itself
SHARE = 1.0  # of its lists
ASKED = 12  # items whose features suit the reader best
SUITS = frozenset({"content", "taste", "type", "shown"})  # sources that know something of new items, too
FIT_SCALE = 0.25  # points of these sources; so much less makes a fit 1 / e
LEAST_FIT = 0.4

ENOUGH_SHOWN = 60  # times; what was shown so often is known
FEW_RATERS = 4  # people; what more have rated is known
NEW_DAYS = 30  # since an item was added; what is here longer is not new

ASSUMED_CLICKS = Belief(5.0, 45.0)  # of a catalogue that has shown nothing yet: one in ten
ASSUMED_LIKES = Belief(10.0, 10.0)

Explain = Callable[[Sequence[Ranked]], list[Ranked]]


class Exploring(NamedTuple):
    """How the draw is made: what a setting or an evaluation may change of it."""

    click_strength: float = 20.0  # first places that the catalogue's click-through counts for
    like_strength: float = 4.0  # raters that the catalogue's share of likes counts for
    fit_power: float = 1.0
    floor: float = 0.1  # the share of draws that is even among all choices


USUAL = Exploring()


class Explorer(NamedTuple):
    """Explores one list: at which place, by which seed, what SQL found, and how the draw is made."""

    place: int
    seed: str
    found: Mapping[str, Any]
    exploring: Exploring = USUAL

    @property
    def item_ids(self) -> set[int]:
        """Return the items that it may choose."""
        return {item_id for item_id, *_ in self.found["items"]}

    def explore(self, chosen: Sequence[Ranked], ranked: Sequence[Ranked], explain: Explain) -> list[Ranked]:
        """Return the chosen items with one more at the exploring place, or as they are if nothing suits.

        `ranked` has every candidate, and `explain` adds contributions. What stands higher already is no choice; what
        stands lower moves.
        """
        above = explain(chosen[: self.place - 1])
        thin = {one.candidate.item_id: one for one in explain(self._thin(above, ranked))}
        prior = prior_of(self.found["prior"])
        choices = draw_from(_choices(thin, self.found["items"], above), prior, self.exploring)
        if not choices:
            return list(chosen)
        drawn = draw(choices, self.seed)
        [days] = [days for item_id, *_, days in self.found["items"] if item_id == drawn.item_id]
        explored = thin[drawn.item_id]._replace(explored=Explored(drawn, int(days), prior, choices))
        rest = [one for one in chosen[self.place - 1 :] if one.candidate.item_id != drawn.item_id]
        return [*above, explored, *rest][: max(len(chosen), self.place)]

    def _thin(self, above: Sequence[Ranked], ranked: Sequence[Ranked]) -> list[Ranked]:
        asked = self.item_ids.difference(one.candidate.item_id for one in above)
        return [one for one in ranked if one.candidate.item_id in asked]


def prior_of(found: Sequence[float]) -> tuple[float, float]:
    """Return the catalogue's click-through per first place, and the share of its raters who like.

    `found` has how much was seen, clicks, raters and likes.
    """
    seen, n_clicked, n_raters, n_likes = found
    clicks = (ASSUMED_CLICKS.a + n_clicked) / (ASSUMED_CLICKS.a + ASSUMED_CLICKS.b + max(seen, n_clicked))
    return clicks, (ASSUMED_LIKES.a + n_likes) / (ASSUMED_LIKES.a + ASSUMED_LIKES.b + n_raters)


def belief_of(choice: Choice, prior: tuple[float, float], exploring: Exploring) -> Belief:
    """Return what is believed of an item's value: that it is clicked if somebody looks at it, and then liked."""
    clicks, likes = prior
    size, fond = exploring.click_strength, exploring.like_strength
    return product_of(
        Belief(size * clicks + choice.n_clicked, size * (1 - clicks) + max(0.0, choice.seen - choice.n_clicked)),
        Belief(fond * likes + choice.n_likes, fond * (1 - likes) + choice.n_raters - choice.n_likes),
    )


def draw_from(choices: Sequence[Choice], prior: tuple[float, float], exploring: Exploring) -> list[Choice]:
    """Return the choices with their chances, which sum to 1."""
    if not choices:
        return []
    beliefs = [belief_of(choice, prior, exploring) for choice in choices]
    chances = at_least(chances_of(beliefs, [choice.fit**exploring.fit_power for choice in choices]), exploring.floor)
    return [choice._replace(chance=chance) for choice, chance in zip(choices, chances, strict=True)]


def draw(choices: Sequence[Choice], seed: str) -> Choice:
    """Draw a choice by its chance: the least −ln(u) / chance, with u from a hash of seed and item.

    The same seed draws the same item as long as it is among the choices and the chances stay.
    """
    return min(choices, key=lambda choice: -math.log(uniform(f"{seed}:{choice.item_id}")) / choice.chance)


def uniform(text: str) -> float:
    """Return a number between 0 and 1 that a text decides; the texts' numbers are spread evenly."""
    return (int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) + 0.5) / 2**56


def _choices(thin: Mapping[int, Ranked], items: Sequence[Sequence[Any]], above: Sequence[Ranked]) -> list[Choice]:
    """Return what suits the reader, best first: what content and taste say is near what they say of the items above.

    As long as something new suits, only what is new is a choice.
    """
    usual = fmean(_suits(one) for one in above) if above else 0.0
    fits = {item_id: min(1.0, math.exp((_suits(one) - usual) / FIT_SCALE)) for item_id, one in thin.items()}
    suiting = [item for item in items if fits.get(item[0], 0.0) >= LEAST_FIT]
    found = [
        Choice(item_id, fits[item_id], n_shown, n_clicked, seen, n_raters, n_likes, 0.0)
        for item_id, n_shown, n_clicked, seen, n_raters, n_likes, _ in _new_of(suiting) or suiting
    ]
    return sorted(found, key=lambda choice: (-choice.fit, choice.item_id))


def _new_of(items: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    return [item for item in items if item[-1] < NEW_DAYS]


def _suits(one: Ranked) -> float:
    return sum(part.points for part in one.contributions if part.source in SUITS)
