"""Titles to start from: "movies like Interstellar but in Hindi", "if you liked Dune"."""

import re
from typing import NamedTuple

from api.search.vocabulary import KIND, LANGUAGE, has_vocabulary

_ASKED = r"(?:something|anything|stuff|stories|story|more|others?|ones?|another)"
_LIKE = re.compile(
    r"(?:\b(?:much|just|exactly|kind of|sort of|a lot)\s+)?\b(?P<how>like|similar to|in the (?:style|vein|spirit) of"
    r"|along the lines of|reminiscent of|resembling)\s+(?P<tail>\S.*)$",
    re.IGNORECASE,
)
_LIKED = re.compile(
    r"\b(?:(?:for\s+(?:those|people)\s+who|if\s+(?:you|i|we|one)|because\s+i|since\s+i|i|we)\s+(?:really\s+)?"
    r"(?:liked?|loved?|enjoy(?:ed)?|watched|read)|(?:for\s+)?fans\s+of|to\s+(?:watch|read)\s+after|based\s+on\s+my\s+love\s+of)"
    r"\s+(?P<tail>\S.*)$",
    re.IGNORECASE,
)
_SIMILAR = re.compile(rf"\bsimilar\s+(?P<kind>{KIND})\s+to\s+(?P<tail>\S.*)$", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:^|\b{_ASKED}|\b(?:{KIND}))\s*$", re.IGNORECASE)
_ASKS = re.compile(rf"\b{_ASKED}\b", re.IGNORECASE)
# Where a title may end: what follows describes what is looked for.
_AFTER = re.compile(
    rf"\s*(?:[,;?!]|\bbut\b|\bonly\b|\bplease\b|\bin\s+(?:{LANGUAGE})\b|\b(?:from|before|after|since|until|between)\s+(?:the\s+)?\w*\d"
    r"|\bfrom\s+the\s+\w+ies\b|\b(?:without|not|except|minus|with|and|or|for|set|about|starring|that|which)\b|\s-\w).*$",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"^(?:the\s+)?(?P<kind>{KIND})\s+(?=\S)|[\"“”]|(?<=\S)\s+(?:the\s+)?(?:{KIND})$", re.IGNORECASE)


class Seed(NamedTuple):
    """The title that is named, and the question without it."""

    title: str
    rest: str


def read_seeds(question: str) -> list[Seed]:
    """Return the possible titles of "like …": all that follows first, then what precedes the first other demand."""
    match = _find(question)
    if match is None:
        return []
    before, tail = question[: match.start()], match["tail"].strip()
    if "kind" in match.re.groupindex:
        before += match["kind"]
    cut = _AFTER.sub("", tail).strip()
    seeds = [Seed(_named(tail), before.strip()), Seed(_named(cut), f"{before} {tail[len(cut) :]}".strip())]
    seeds = [seed._replace(rest=_ASKS.sub(" ", seed.rest).strip()) for seed in seeds]
    return [seed for position, seed in enumerate(seeds) if seed.title and (position == 0 or cut != tail)]


def _find(question: str) -> re.Match[str] | None:
    if match := _SIMILAR.search(question) or _LIKED.search(question):
        return match
    match = _LIKE.search(question)
    if match is None:
        return None
    before = question[: match.start()].strip(" ,")
    asks = _BEFORE.search(before) or (has_vocabulary(before) and len(before.split()) <= 3)
    return match if asks else None


def _named(text: str) -> str:
    return _CALLED.sub("", text).strip(" .,;!?'")
