"""Words of constraint in a question, read by a grammar: "funny tamil movies after 2015, not horror"."""

import re
from dataclasses import dataclass, field, fields
from typing import Any

from api.search.head import Head, read_head
from api.search.negation import take_exclusions
from api.search.vocabulary import END, LANGUAGE, LANGUAGES, has_vocabulary
from api.search.years import take_years, without

_IN_LANGUAGE = re.compile(rf"\bin\s+(?P<language>{LANGUAGE})(?:\s+language)?{END}", re.IGNORECASE)
_RUNTIME = re.compile(
    r"\b(?:under|below|shorter than|less than|at most|max(?:imum)?|up to)\s+"
    r"(?:(?P<hours>\d{1,3}(?:\.\d{1,6})?|an|one|two|three)\s*(?:h|hours?|hrs?)"
    r"(?:\s*(?:and\s+)?(?P<half>a half|\d{1,3}\s*m[^\W\d]*))?"
    r"|(?P<minutes>\d{1,4})\s*m(?:in(?:ute)?s?)?)" + END,
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\s*\b(?:of all times?|ever made|ever|to (?:watch|read|see)|(?:for )?(?:tonight|today|this weekend)|please)\b",
    re.IGNORECASE,
)
_NUMBERS = {"an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}
_FILLERS = re.compile(
    r"^(?:[\s,.;!?]|(?:and|but|about|with|for|of|by|that (?:is|are)|which (?:is|are)"
    r"|everything|anything|something)(?=\s|$))+"
    r"|(?:[\s,.;!?]|(?<=\s)(?:and|but|please|only|from|in|with|the)$)+$",
    re.IGNORECASE,
)


@dataclass
class Constraints:
    """What a question demands, and `rest`: what it is about. Empty lists and None demand nothing."""

    item_type: str | None = None
    genres: list[str] = field(default_factory=list)
    exclude_genres: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    exclude_languages: list[str] = field(default_factory=list)
    exclude_words: list[str] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None
    runtime_max: int | None = None
    order_by: str | None = None
    rest: str = ""
    not_understood: list[str] = field(default_factory=list)
    exclude_people: list[str] = field(default_factory=list)  # those of exclude_words that are names
    is_guess: bool = False

    def demands(self) -> dict[str, Any]:
        """Return the constraints that were found, by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _ABOUT}
        return {name: value for name, value in found.items() if value not in (None, [])}


_ABOUT = ("rest", "not_understood", "exclude_people", "is_guess")  # fields that are not constraints


def parse_constraints(question: str, today: int) -> Constraints:
    """Return the constraints of a question and what remains of it; pure, without a model or a dictionary of titles.

    Genres, languages and kinds count in the head of the question, before "about", "with" or "where", never inside a
    story. Years, running times and exclusions count wherever they are spelled out. `today` is the present year.
    `is_guess` says that the words may as well be those of a title.
    """
    excluded = take_exclusions(_without_noise(question))
    found = Constraints(rest=excluded.rest, not_understood=excluded.not_understood)
    found.exclude_genres, found.exclude_languages = excluded.genres, excluded.languages
    found.exclude_words, found.exclude_people = excluded.words, excluded.people
    found.year_from, found.year_to, found.rest, found.is_guess = take_years(found.rest, today)
    _take_runtime(found)
    _take_language(found)
    _take_head(found, read_head(found.rest))
    if excluded.kinds and found.item_type is None:
        found.item_type = "book" if "movie" in excluded.kinds else "movie"
    found.rest = _trimmed(found.rest)
    return found


def _without_noise(question: str) -> str:
    return _NOISE.sub("", question) if has_vocabulary(question) else question


def _trimmed(text: str) -> str:
    return _FILLERS.sub("", re.sub(r"\s+", " ", text).strip()).strip()


def _take_runtime(found: Constraints) -> None:
    if match := _RUNTIME.search(found.rest):
        if match["minutes"]:
            found.runtime_max = int(match["minutes"])
        else:
            hours = _NUMBERS.get(match["hours"].lower()) or float(match["hours"])
            half = match["half"] or ""
            extra = 30 if "half" in half else int(re.sub(r"\D", "", half) or 0)
            found.runtime_max = round(hours * 60) + extra
        found.rest = without(found.rest, match)


def _take_language(found: Constraints) -> None:
    if match := _IN_LANGUAGE.search(found.rest):
        found.languages = list(LANGUAGES[match["language"].lower()])
        found.rest = without(found.rest, match)


def _take_head(found: Constraints, head: Head) -> None:
    found.genres = [name for name in head.genres if name not in found.exclude_genres]
    found.languages = found.languages or head.languages
    found.item_type = head.item_type
    found.order_by = head.order_by
    found.is_guess = found.is_guess or head.is_guess
    found.rest = head.rest
