"""The ways to read a question: as a title, as "like a title", or by its words of constraint."""

import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from api.search.constraints import Constraints, parse_constraints
from api.search.seeds import Seed, read_seeds
from api.search.spelling import correct_vocabulary
from api.search.vocabulary import PLAIN_LETTERS, all_names


@dataclass(frozen=True)
class Reading:
    """One way to read a question: what it demands, and what it asks the database beside that."""

    constraints: Constraints
    asks: dict[str, Any] = field(default_factory=dict)
    corrected: str | None = None  # the corrected question, if words of the vocabulary were misspelled

    @property
    def words(self) -> str:
        """Return the words to look up; a question that only demands is looked up among titles."""
        return str(self.asks.get("words") or self.constraints.rest)

    @property
    def is_embedded(self) -> bool:
        """Say whether it needs a vector of its words: not if an item gives one, and not if nothing is described."""
        return not self.asks.keys() & {"title", "like", "is_demand_only"}

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what `choose_reading` gets; parameters in `given` overrule words of constraint."""
        demands = self.constraints.demands()
        filters = {name: value for name, value in demands.items() if name not in _NO_FILTERS} | given
        return {
            "words": self.words,
            "item_type": demands.get("item_type"),
            "filters": with_all_names(filters),
            "order_by": demands.get("order_by"),
            "exclude_words": demands.get("exclude_words", []),
            "exclude_people": self.constraints.exclude_people,
            "genres": demands.get("genres", []),
            "hints": " ".join(demands.get("genres", [])),
            **self.asks,
        }


_NO_FILTERS = {"item_type", "order_by", "exclude_words"}


def with_all_names(filters: dict[str, Any]) -> dict[str, Any]:
    """Return filters with their genres in the words of every source."""
    return filters | {name: all_names(filters[name]) for name in ("genres", "exclude_genres") if filters.get(name)}


def read_question(text: str, today: int) -> list[Reading]:
    """Return the readings of a question, the likeliest first; the last one fits any catalogue."""
    text = _in_plain_letters(text)
    mended = correct_vocabulary(text)
    seeds = [seed for seed in read_seeds(text) if _may_be_title(seed, today)]
    last = _without_seed(seeds[-1], today) if seeds else _demanding(parse_constraints(mended, today), text)
    if mended != text and not seeds:
        last = replace(last, corrected=mended)
    said = last.constraints
    if not (seeds or said.demands() or said.not_understood):
        return [last]
    likes = [
        Reading(parse_constraints(seed.rest, today), {"like": seed.title, "words": _rest(seed, today)})
        for seed in seeds
    ]
    if last.asks.get("is_demand_only") and not said.is_guess:
        return [*likes, last]
    return [Reading(Constraints(rest=text), {"title": text, "is_guess": said.is_guess}), *likes, last]


def _in_plain_letters(text: str) -> str:
    """Return wide letters, half letters and one-sign Roman numerals as plain ones; ½ stays, as its parts would read
    "12".
    """
    return "".join(
        sign if unicodedata.category(sign) == "No" else unicodedata.normalize("NFKC", sign)
        for sign in text.translate(PLAIN_LETTERS)
    )


def _may_be_title(seed: Seed, today: int) -> bool:
    """Say whether a seed may be a title; in "I like horror" it is not."""
    found = parse_constraints(seed.title, today)
    return bool(found.rest) or not found.demands() or len(seed.title.split()) > 1


def _rest(seed: Seed, today: int) -> str:
    return parse_constraints(seed.rest, today).rest


def _demanding(found: Constraints, text: str) -> Reading:
    if found.demands() and not found.rest:
        return Reading(found, {"is_demand_only": True, "words": text})
    return Reading(found)


def _without_seed(seed: Seed, today: int) -> Reading:
    """Return the reading if no item has the title: its words are searched for, and the answer says so."""
    found = parse_constraints(seed.rest, today)
    found.rest = f"{_rest(seed, today)} {seed.title}".strip()
    found.not_understood.append(f"like {seed.title}")
    return Reading(found)
