"""The exploring place of a list: one item of which too little is known, drawn by chance from what suits the reader.

The draw follows Thompson sampling (`thompson.py`) over what impressions and ratings say of each item, weighed by how
well it suits the reader. docs/algorithms.md has the formulas ("Exploring").
"""

import math
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from api.ranking.candidates import Choice, Explored, Ranked
from api.ranking.thompson import Belief, at_least, chances_of, product_of

LEAST_ITEMS = 1000  # of a catalogue that explores by itself
SHARE = 1.0  # of its lists
ASKED = 24  # items whose features suit the reader best
MOST_CHOICES = 16  # of these, which have the best scores
LEAST_FIT = 0.25  # of the score that the place has without exploring

ENOUGH_SHOWN = 100  # times; what was shown so often is known
FEW_RATERS = 4  # people; what more have rated is known

ASSUMED_CLICKS = Belief(5.0, 45.0)  # of a catalogue that has shown nothing yet: one in ten
ASSUMED_LIKES = Belief(10.0, 10.0)


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

    def explore(self, chosen: Sequence[Ranked], ranked: Sequence[Ranked]) -> list[Ranked]:
        """Return the chosen items with one more at the exploring place, or as they are if nothing suits.

        `ranked` has every candidate with its score. What stands higher already is no choice; what stands lower moves.
        """
        above, scores = chosen[: self.place - 1], self._scores(ranked)
        taken = {one.candidate.item_id for one in above}
        usual = chosen[min(self.place, len(chosen)) - 1].score if chosen else 0.0
        prior = prior_of(self.found["prior"])
        choices = draw_from(_choices(scores, self.found["items"], taken, usual), prior, self.exploring)
        if not choices:
            return list(chosen)
        drawn = draw(choices, self.seed)
        [days] = [days for item_id, *_, days in self.found["items"] if item_id == drawn.item_id]
        explored = scores[drawn.item_id]._replace(explored=Explored(drawn, int(days), prior, choices))
        rest = [one for one in chosen[self.place - 1 :] if one.candidate.item_id != drawn.item_id]
        return [*above, explored, *rest][: max(len(chosen), self.place)]

    def _scores(self, ranked: Sequence[Ranked]) -> dict[int, Ranked]:
        asked = self.item_ids
        return {one.candidate.item_id: one for one in ranked if one.candidate.item_id in asked}


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


def _choices(
    scores: Mapping[int, Ranked], items: Sequence[Sequence[Any]], taken: set[int], usual: float
) -> list[Choice]:
    """Return what suits the reader, best first: its score is at least `LEAST_FIT` of the place's usual one."""
    found = [
        Choice(item_id, min(1.0, scores[item_id].score / usual), n_shown, n_clicked, seen, n_raters, n_likes, 0.0)
        for item_id, n_shown, n_clicked, seen, n_raters, n_likes, _ in items
        if usual > 0 and item_id in scores and item_id not in taken and scores[item_id].score >= LEAST_FIT * usual
    ]
    return sorted(found, key=lambda choice: (-choice.fit, choice.item_id))[:MOST_CHOICES]
