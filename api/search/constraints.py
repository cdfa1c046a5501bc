"""Words of constraint in a question: "tamil thriller after 2015 under 2 hours not horror", understood by a grammar."""

import re
from dataclasses import dataclass, field, fields
from typing import Any

LANGUAGES = {
    "arabic": "ar", "bangla": "bn", "bengali": "bn", "cantonese": "yue", "chinese": "zh", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "farsi": "fa", "finnish": "fi", "french": "fr", "german": "de",
    "greek": "el", "gujarati": "gu", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "icelandic": "is",
    "indonesian": "id", "italian": "it", "japanese": "ja", "kannada": "kn", "korean": "ko", "malayalam": "ml",
    "mandarin": "zh", "marathi": "mr", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt",
    "punjabi": "pa", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "tamil": "ta",
    "telugu": "te", "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip

GENRES = {
    "action": "Action", "adventure": "Adventure", "animated": "Animation", "animation": "Animation",
    "biography": "Biography", "cartoon": "Animation", "comedies": "Comedy", "comedy": "Comedy",
    "crime": "Crime",
    "documentaries": "Documentary", "documentary": "Documentary", "drama": "Drama",
    "family": "Family", "fantasy": "Fantasy", "film noir": "Film-Noir",
    "historical": "History", "history": "History", "horror": "Horror", "music": "Music", "musical": "Music",
    "mysteries": "Mystery", "mystery": "Mystery", "noir": "Film-Noir",
    "philosophy": "Philosophy", "poetry": "Poetry", "romance": "Romance",
    "romantic": "Romance", "sci fi": "Science Fiction", "sci-fi": "Science Fiction", "scifi": "Science Fiction",
    "science fiction": "Science Fiction", "thriller": "Thriller", "war": "War", "western": "Western",
}  # fmt: skip

KINDS = {"movie": "movie", "film": "movie", "cinema": "movie", "book": "book", "novel": "book"}

_LANGUAGE = "|".join(LANGUAGES)
_GENRE = "|".join(sorted((re.escape(name) for name in GENRES), key=len, reverse=True))
_GENRES = rf"(?:(?:{_GENRE})s?(?:\s*(?:,|and|or|&)?\s+|(?=\W|$)))"
_KIND = r"(?:movies?|films?|cinema|books?|novels?)"
_YEAR = r"((?:1[89]|20)\d\d)"
_END = r"(?=[\s,.;!?]|$)"

# What a constraint may stand beside: the beginning, the end, or another constraint. In the middle of a story
# ("a french spy in the war") these words tell the story.
_WHOLE = re.compile(
    rf"^\s*(?:(?:an?|the|some|good|best|great)\s+)*(?P<language>(?:{_LANGUAGE})\s+)?(?P<genres>{_GENRES}*)(?P<kind>{_KIND})?{_END}",
    re.IGNORECASE,
)
_NOT = re.compile(
    rf"\b(?:not|no|without|except|but not|nothing)\s+(?:an?\s+|any\s+)?(?P<genres>{_GENRES}+)(?:{_KIND})?",
    re.IGNORECASE,
)
_IN_LANGUAGE = re.compile(rf"\bin\s+(?P<language>{_LANGUAGE})(?:\s+language)?{_END}", re.IGNORECASE)
_YEARS: list[tuple[re.Pattern[str], int | None, int | None]] = [
    (re.compile(rf"\b(?:between|from)\s+{_YEAR}\s*(?:and|to|until|-|–)\s*{_YEAR}{_END}", re.IGNORECASE), 0, 0),
    (re.compile(rf"\b(?:after|newer than|later than)\s+{_YEAR}{_END}", re.IGNORECASE), 1, None),
    (re.compile(rf"\b(?:since\s+{_YEAR}|from\s+{_YEAR}\s+on(?:wards)?){_END}", re.IGNORECASE), 0, None),
    (re.compile(rf"\b(?:before|older than|earlier than)\s+{_YEAR}{_END}", re.IGNORECASE), None, -1),
    (re.compile(rf"\b(?:until|up to|till)\s+{_YEAR}{_END}", re.IGNORECASE), None, 0),
]
_DECADE = re.compile(rf"\b(?:from\s+|in\s+|of\s+)?(?:the\s+)?((?:1[89]|20)\d0|[2-9]0)['’]?s{_END}", re.IGNORECASE)
_ONE_YEAR = re.compile(rf"\b(?:from|in|of)\s+{_YEAR}{_END}", re.IGNORECASE)
_RUNTIME = re.compile(
    r"\b(?:under|below|shorter than|less than|at most|max(?:imum)?|up to)\s+"
    r"(?:(?P<hours>\d+(?:\.\d+)?|an|one|two|three)\s*(?:h|hours?|hrs?)(?:\s*(?:and\s+)?(?P<half>a half|\d+\s*m\w*))?"
    r"|(?P<minutes>\d+)\s*m(?:in(?:ute)?s?)?)" + _END,
    re.IGNORECASE,
)
_NUMBERS = {"an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}
_FILLERS = re.compile(
    r"^(?:[\s,.;!?]|and\b|but\b|that (?:is|are)\b|about\b|with\b|which (?:is|are)\b)+|[\s,.;!?]+$", re.IGNORECASE
)


@dataclass
class Constraints:
    """What a question demands, and `rest`: what it is about. Empty lists and None demand nothing."""

    item_type: str | None = None
    genres: list[str] = field(default_factory=list)
    exclude_genres: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None
    runtime_max: int | None = None
    rest: str = ""

    def demands(self) -> dict[str, Any]:
        """The constraints that were found, by name, without `rest`."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "rest"}
        return {name: value for name, value in found.items() if value not in (None, [])}


def parse_constraints(question: str) -> Constraints:
    """The constraints of a question and what remains of it; pure, no model, no dictionary of titles.

    Genres and languages count where they head the question ("tamil thriller", "korean films about …"), after
    "in" or "not", never inside a story. Years and running times count wherever they are said in full.
    """
    found = Constraints(rest=question)
    _take_excluded(found)
    _take_years(found)
    _take_runtime(found)
    _take_language(found)
    _take_head(found)
    found.rest = _FILLERS.sub("", re.sub(r"\s+", " ", found.rest)).strip()
    return found


def _take(found: Constraints, match: re.Match[str]) -> None:
    found.rest = f"{found.rest[: match.start()]} {found.rest[match.end() :]}"


def _genres_in(text: str) -> list[str]:
    words = re.findall(rf"(?:{_GENRE})(?=s?\b)", text, re.IGNORECASE)
    return list(dict.fromkeys(GENRES[word.lower()] for word in words))


def _take_excluded(found: Constraints) -> None:
    while match := _NOT.search(found.rest):
        found.exclude_genres += [name for name in _genres_in(match["genres"]) if name not in found.exclude_genres]
        _take(found, match)


def _take_years(found: Constraints) -> None:
    for pattern, from_offset, to_offset in _YEARS:
        if match := pattern.search(found.rest):
            years = [int(year) for year in match.groups() if year]
            found.year_from = years[0] + from_offset if from_offset is not None else found.year_from
            found.year_to = years[-1] + to_offset if to_offset is not None else found.year_to
            _take(found, match)
    if found.year_from or found.year_to:
        return
    if match := _DECADE.search(found.rest):
        decade = int(match[1]) if len(match[1]) == 4 else 1900 + int(match[1])
        found.year_from, found.year_to = decade, decade + 9
        _take(found, match)
    elif match := _ONE_YEAR.search(found.rest):
        found.year_from = found.year_to = int(match[1])
        _take(found, match)


def _take_runtime(found: Constraints) -> None:
    if match := _RUNTIME.search(found.rest):
        if match["minutes"]:
            found.runtime_max = int(match["minutes"])
        else:
            hours = _NUMBERS.get(match["hours"].lower()) or float(match["hours"])
            half = match["half"] or ""
            extra = 30 if "half" in half else int(re.sub(r"\D", "", half) or 0)
            found.runtime_max = round(hours * 60) + extra
        _take(found, match)


def _take_language(found: Constraints) -> None:
    if match := _IN_LANGUAGE.search(found.rest):
        found.languages = [LANGUAGES[match["language"].lower()]]
        _take(found, match)


def _take_head(found: Constraints) -> None:
    match = _WHOLE.match(found.rest)
    if match is None or not (match["language"] or match["genres"] or match["kind"]):
        return
    is_all = not _FILLERS.sub("", found.rest[match.end() :]).strip()
    follows = re.match(
        r"\s*(?:about|with|where|in which|that|who|set|starring|by|from|for|,|$)", found.rest[match.end() :]
    )
    if not (match["kind"] or is_all or follows):
        return
    if match["language"]:
        found.languages = [LANGUAGES[match["language"].strip().lower()]]
    found.genres = [name for name in _genres_in(match["genres"]) if name not in found.exclude_genres]
    if match["kind"]:
        found.item_type = KINDS[match["kind"].lower().rstrip("s") if match["kind"].lower() != "cinema" else "cinema"]
    _take(found, match)
