"""The head of a question says what is looked for: "funny hindi movies" in "funny hindi movies about a wedding"."""

import re
from dataclasses import dataclass, field

from api.search.vocabulary import (
    COMMON,
    GENRE,
    KIND,
    LANGUAGE,
    LANGUAGES,
    NOUN,
    ORDER,
    ORDER_OF,
    WOODS,
    genres_of,
    kind_of,
)

MOST_BESIDE_GENRE = 4  # other words in a head that ends with a genre: "space horror"
MOST_BESIDE_LANGUAGE = 3  # other words in a head that begins with a language: "tamil gangster"

_ENDS = re.compile(
    r"\s*(?:[,;:.!?(]|\b(?:about|with|where|in which|that|who|whose|set|starring|featuring|by|from|for|directed|written"
    r"|based|involving|which|when|of|on|in|during|at|to|under|below)\b)",
    re.IGNORECASE,
)
# With one of these behind it, words without a kind are not a head: "history of our species" tells a story.
_TELLS = re.compile(r"\s*(?:of|on|in|during|at|to|when|under|below|:)(?:\W|$)(?!which)", re.IGNORECASE)
_OPENING = re.compile(
    r"^\s*(?:(?:please|show me|give me|find me|find|get me|i(?:'d| would)? (?:want|like|need)"
    r"(?: to (?:watch|see|read|find))?|i'm|i am|looking for|recommend(?: me)?|suggest(?: me)?|can you"
    r"|could you|what are|which are|what is|list of|watch|read|see|any|some|something|anything|everything)\s+)+",
    re.IGNORECASE,
)
_BEFORE = r"(?:(?:an?|the|some|any|more|really|very|most|\d+|good|of)\s+)*"
_WORD = re.compile(
    rf"\s*\b(?:(?P<order>{ORDER})(?:\s+\d+)?|(?P<language>{LANGUAGE})(?:[- ]language)?|(?P<genre>{GENRE})s?"
    rf"|(?P<kind>{KIND})|(?P<anime>anime)"
    rf"|(?P<filler>an?|the|some|any|and|or|&|,|really|very|most|all|time|of|\d+))(?=\W|$)",
    re.IGNORECASE,
)
_KINDS = re.compile(rf"(?<!comic )(?<!comic-)(?<!graphic )\b(?:{KIND})\b(?!\s+noirs?\b)", re.IGNORECASE)
_LAST_GENRE = re.compile(rf"\b(?P<genre>{NOUN})s?\s*$", re.IGNORECASE)
_FIRST_LANGUAGE = re.compile(rf"^(?:an?\s+)?(?:{LANGUAGE})\s", re.IGNORECASE)
_STORY = re.compile(
    r"\b(?:an?|the|his|her|their|my|and|or|is|are|was|has|two|three|who|i|man|woman|boy|girl|family|hides?|falls?|looks?)\b",
    re.IGNORECASE,
)


@dataclass
class Head:
    """What a head names, and the question without it."""

    genres: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    item_type: str | None = None
    order_by: str | None = None
    is_guess: bool = False
    rest: str = ""


def read_head(question: str) -> Head:
    """Return the genres, languages, kind and order that the head of a question names; nothing if it tells a story."""
    asked = _OPENING.sub("", question)
    end = _ENDS.search(asked)
    text, tail = (asked[: end.start()], asked[end.start() :]) if end else (asked, "")
    kinds = [match for match in _KINDS.finditer(text) if _is_kind(text, match)]
    words = _vocabulary(text)
    left = _left_of(text, words)
    if kinds:
        return _taken(text, tail, words)
    if tail and _TELLS.match(tail):
        return Head(rest=question)
    if not left:
        return _taken(text, tail, words) if _says_enough(text, words) else Head(rest=question)
    last = _LAST_GENRE.search(text)
    n_left = len(left.split())
    if last and n_left <= MOST_BESIDE_GENRE and last["genre"].lower() not in COMMON and not _STORY.search(left):
        return _taken(text, tail, words)
    if _FIRST_LANGUAGE.match(text) and n_left <= MOST_BESIDE_LANGUAGE and not _STORY.search(left) and not tail.strip():
        return _guessed(text, tail, words)
    return Head(rest=question)


def _is_kind(text: str, match: re.Match[str]) -> bool:
    """Say whether a kind is what is looked for: in "movies" and "tamil movie college friends", not in "a film
    director".
    """
    behind = text[match.end() :].strip()
    return not behind or match[0].lower().endswith("s") or bool(_vocabulary(text[: match.start()]))


def _vocabulary(text: str) -> list[re.Match[str]]:
    """Return the words of a head that name something; war, crime and the like only if no other word precedes them."""
    found: list[re.Match[str]] = []
    is_free = True
    position = 0
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            other = re.compile(r"\s*\S+").match(text, position)
            position = other.end() if other else len(text)
            is_free = False
            continue
        if match["genre"] and match["genre"].lower() in COMMON and not is_free:
            position = match.end()
            continue
        if not match["filler"]:
            found.append(match)
            is_free = True
        position = match.end()
    return found


def _left_of(text: str, words: list[re.Match[str]]) -> str:
    """Return what remains of a head without its vocabulary and the small words at its beginning."""
    for word in reversed(words):
        text = f"{text[: word.start()]} {text[word.end() :]}"
    text = re.sub(rf"^\s*{_BEFORE}(?=\s*$|\S)", "", f"{text.strip()} ", flags=re.IGNORECASE)
    return re.sub(
        r"^\s*(?:and|or|&|,|of)\s|\s(?:and|or|&|,|of|all time)\s*$", " ", f" {text.strip()} ", flags=re.IGNORECASE
    ).strip()


def _says_enough(text: str, words: list[re.Match[str]]) -> bool:
    """Say whether a head tells what is looked for; "best" alone or "a war" does not."""
    named = [word for word in words if word["genre"] or word["language"] or word["anime"]]
    alone = named[0]["genre"] if len(words) == 1 and named else None
    return bool(named) and not (
        alone and alone.lower() in COMMON and re.match(r"\s*(?:an?|the)\s", text, re.IGNORECASE)
    )


def _taken(text: str, tail: str, words: list[re.Match[str]]) -> Head:
    head = Head(rest=f"{_left_of(text, words)} {tail}")
    kinds = set()
    for word in words:
        if word["genre"]:
            head.genres += [name for name in genres_of(word["genre"]) if name not in head.genres]
        elif word["language"]:
            head.languages += [code for code in LANGUAGES[word["language"].lower()] if code not in head.languages]
            kinds |= {"movie"} if word["language"].lower() in WOODS else set()
        elif word["anime"]:
            head.genres.append("Animation")
            head.languages.append("ja")
        elif word["kind"]:
            kinds.add(kind_of(word["kind"]))
        else:
            head.order_by = head.order_by or ORDER_OF[word["order"].lower()]
    head.item_type = kinds.pop() if len(kinds) == 1 else None
    return head


def _guessed(text: str, tail: str, words: list[re.Match[str]]) -> Head:
    head = _taken(text, tail, words)
    head.is_guess = True
    return head
