"""Years in a question: "after 2015", "1955 to 1965", "90s", "from the eighties", "thriller 2018"."""

import re
from typing import NamedTuple

from api.search.vocabulary import END, GENRE, KIND, LANGUAGE

_YEAR = r"((?:1[89]|20)\d\d)"
# Phrases whose years belong to a story: "set in 1944", "a man in his thirties".
_TOLD = "".join(
    f"(?<!{before} )"
    for before in (
        "set",
        "set in",
        "set in the",
        "set during",
        "set during the",
        "place in",
        "living in",
        "his",
        "her",
        "their",
    )
)
_TO = r"\s*(?:and|to|until|till|-|–|—)\s*"

# A pattern, and what to add to its years for the first and the last year; None for an open end.
_RANGES: list[tuple[re.Pattern[str], int | None, int | None]] = [
    (re.compile(pattern + END, re.IGNORECASE), first, last)
    for pattern, first, last in [
        (rf"\b(?:between\s+|from\s+|in\s+)?(?:the\s+years?\s+)?{_YEAR}{_TO}{_YEAR}", 0, 0),
        (rf"\b(?:after\s+|newer than\s+|later than\s+|post[- ]){_YEAR}", 1, None),
        (rf"\b(?:since\s+{_YEAR}|from\s+{_YEAR}\s+on(?:wards)?)", 0, None),
        (rf"\b(?:before\s+|older than\s+|earlier than\s+|pre[- ]){_YEAR}", None, -1),
        (rf"\b(?:until|up to|till)\s+{_YEAR}", None, 0),
    ]
]
_NAMED = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990, "noughties": 2000, "2000s": 2000,
}  # fmt: skip
_DECADE = re.compile(
    rf"{_TOLD}\b(?:from\s+|in\s+|of\s+|during\s+)?(?:the\s+)?(?P<part>early|mid|late)?[\s-]*"
    rf"(?P<decade>(?:1[89]|20)\d0['’]?s|['’]?\d0['’]?s|{'|'.join(_NAMED)}){END}",
    re.IGNORECASE,
)
_PARTS = {"early": (0, 4), "mid": (3, 6), "late": (5, 9)}
_ONE_YEAR = re.compile(
    rf"(?:{_TOLD}\b(?:released in|from|in|of)\s+(?:the year\s+)?|\byear\s+){_YEAR}{END}", re.IGNORECASE
)
_BESIDE = re.compile(
    rf"^\s*{_YEAR}(?=\s+(?:{LANGUAGE}|{GENRE}|{KIND})s?\b)|(?<=\s){_YEAR}(?=\s+(?:{KIND})\b)", re.IGNORECASE
)
_LAST = re.compile(rf"(?<=\w)(?<!\bin)(?<!\bof) \(?{_YEAR}\)?\s*$", re.IGNORECASE)
_LATELY = re.compile(
    rf"\b(?:from\s+|of\s+|in\s+|over\s+)?(?:(?P<one>this|last) year"
    rf"|(?:the\s+)?(?:last|past) (?:(?P<n>\d\d?)\s+years|(?P<decade>decade))){END}",
    re.IGNORECASE,
)
_OLD = re.compile(rf"\bold(?:er)?\s+(?=(?:(?:{LANGUAGE}|{GENRE})\s+)*(?:{KIND})\b)", re.IGNORECASE)
OLD_YEARS = 30


class Years(NamedTuple):
    """The first and the last year that are asked for, what remains of the question, and whether it is a guess."""

    first: int | None
    last: int | None
    rest: str
    is_guess: bool = False


def take_years(question: str, today: int) -> Years:
    """Return the years of a question; none if it names only a story's own time. `today` is the present year."""
    for pattern, before, after in _RANGES:
        if match := pattern.search(question):
            years = sorted(int(year) for year in match.groups() if year)
            first, last = (
                None if added is None else years[position] + added for added, position in ((before, 0), (after, -1))
            )
            return Years(first, last, without(question, match))
    return _decade(question) or _lately(question, today) or _one_year(question, today) or Years(None, None, question)


def _decade(question: str) -> Years | None:
    match = _DECADE.search(question)
    if match is None:
        return None
    named = match["decade"].lower()
    digits = re.sub(r"\D", "", named)
    decade = _NAMED.get(named) or (int(digits) if len(digits) == 4 else _short_decade(int(digits)))
    first, last = _PARTS.get((match["part"] or "").lower(), (0, 9))
    return Years(decade + first, decade + last, without(question, match))


def _short_decade(digits: int) -> int:
    """Return 1990 for "90s"; "00s" and "10s" are those of our century."""
    return 2000 + digits if digits < 20 else 1900 + digits


def _lately(question: str, today: int) -> Years | None:
    if match := _LATELY.search(question):
        if match["one"]:
            year = today - (match["one"].lower() == "last")
            return Years(year, year, without(question, match))
        return Years(today - int(match["n"] or 10), None, without(question, match))
    if match := _OLD.search(question):
        return Years(None, today - OLD_YEARS, without(question, match))
    return None


def _one_year(question: str, today: int) -> Years | None:
    for pattern in (_ONE_YEAR, _BESIDE, _LAST):
        match = pattern.search(question)
        if match and (year := int(next(filter(None, match.groups())))) <= today + 1:
            return Years(year, year, without(question, match), is_guess=pattern is _LAST)
    return None


def without(text: str, match: re.Match[str]) -> str:
    """Return a text without what a pattern found."""
    return f"{text[: match.start()]} {text[match.end() :]}"
