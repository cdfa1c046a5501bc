"""What a question excludes: "not horror", "without robots", "-robots", "not starring Tom Hanks", "no books"."""

import re
from dataclasses import dataclass, field

from api.search.vocabulary import GENRE, KIND, LANGUAGE, LANGUAGES, genres_of, has_vocabulary, kind_of

MOST_ALONE = 2  # words, if nothing stands before it: "no zombies", not "no country for old men"
MOST_WORDS = 4  # of an exclusion: "soumitra chatterjee"; a longer phrase tells a story

_LEAD = re.compile(
    r"^(?:(?:with|starring|featuring|by|from|directed|written|in|about|any|an?|the|too|very|so|really|involving"
    r"|containing|having|including|for|of|other|any kind of)\s+)+",
    re.IGNORECASE,
)
_MINUS = re.compile(r"(?:(?:^|(?<=\s))-|\bnon-)(?P<what>[^\W\d_][\w'’]*(?:-\w+)*)", re.IGNORECASE)
_NOT = re.compile(
    r"(?P<sign>[,;]\s*|\b(?:but|and)\s+)?\b(?P<not>(?:but\s+)?(?:not|no|without|nothing|never|except(?:\s+for)?|excluding|minus|other\s+than"
    r"|apart\s+from|anything\s+but|with\s+no|avoid(?:ing)?))\b[\s-]+(?P<what>[^.,;!?]+)",
    re.IGNORECASE,
)
# These words always exclude; "without", "no" and "not" also occur in stories.
_SURE = re.compile(r"except|excluding|minus|other|apart|anything|nothing|avoid", re.IGNORECASE)
_PERSONAL = re.compile(
    r"^(?:with|starring|featuring|by|directed|written|in|set|from|involving|containing|about)\b", re.IGNORECASE
)
_BY_NAME = re.compile(r"^(?:(?:was|is)\s+)?(?:starring|featuring|by|directed|written)\b", re.IGNORECASE)
_STORY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must)(?:\s+\w+)?\s*$", re.IGNORECASE
)
_WHICH = re.compile(r"\b(?:that|which|who)(?:'s| is| are)?\s*$", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:my|his|her|their|our|your|its|one|longer|only|without|not|man'?s|matter|way|knowing)\b", re.IGNORECASE
)
_ENDS = re.compile(
    rf"\s+(?:but|that|which|who|where|set|please|starring|about|after|before|since)\b.*$|\s+from\s+(?:the\s+)?\d.*$"
    rf"|\s+in\s+(?:{LANGUAGE})\b.*$|\s+-\w.*$|\s+(?:no|not|without)\s.*$",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"\s*,\s*|\s+(?:or|and|nor)\s+", re.IGNORECASE)
_VOCABULARY = re.compile(
    rf"^(?:(?P<language>{LANGUAGE})|(?P<genre>{GENRE})s?)?\s*(?:language|ones?|(?P<kind>{KIND}))?$", re.IGNORECASE
)


@dataclass
class Exclusions:
    """What is excluded, what could not be understood, and the question without both."""

    genres: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)  # those of the words that are said to be names
    kinds: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    rest: str = ""


def take_exclusions(question: str) -> Exclusions:
    """Return what a question excludes. What seems part of a story stays in it and is listed in `not_understood`."""
    found = Exclusions(rest=question)
    while match := _MINUS.search(found.rest):
        _exclude(found, match["what"])
        found.rest = f"{found.rest[: match.start()]} {found.rest[match.end() :]}"
    start = 0
    while match := _NOT.search(found.rest, start):
        phrase = _ENDS.sub("", match["what"]).strip()
        end = match.start("what") + len(phrase)
        if _is_meant(found.rest[: match.start()], match, phrase):
            n_before = len(found.words)
            for one in filter(None, _ALTERNATIVES.split(phrase)):
                _exclude(found, one)
            found.people += found.words[n_before:] if _BY_NAME.match(phrase) else []
            found.rest = f"{found.rest[: match.start()]} {found.rest[end:]}"
        else:
            found.not_understood.append(found.rest[match.start("not") : end])
            start = end
    return found


def _is_meant(before: str, match: re.Match[str], phrase: str) -> bool:
    before, told = _WHICH.sub("", before), _LEAD.sub("", phrase)
    if not told or _SAID.search(phrase):
        return False
    if all(_VOCABULARY.match(_LEAD.sub("", one)) for one in _ALTERNATIVES.split(phrase)):
        return not _STORY.search(before)
    if any(len(_LEAD.sub("", one).split()) > MOST_WORDS for one in _ALTERNATIVES.split(phrase)):
        return False
    if not before.strip() and len(told.split()) > MOST_ALONE and not _PERSONAL.match(phrase):
        return False
    if not before.strip() or match["sign"] or _SURE.search(match["not"]) or _PERSONAL.match(phrase):
        return not _STORY.search(before)
    return has_vocabulary(before) and not _STORY.search(before)


def _exclude(found: Exclusions, phrase: str) -> None:
    told = _LEAD.sub("", phrase).strip(" '\"")
    match = _VOCABULARY.match(told)
    if match and match["language"]:
        found.languages += [code for code in LANGUAGES[match["language"].lower()] if code not in found.languages]
    elif match and match["genre"]:
        found.genres += [name for name in genres_of(match["genre"]) if name not in found.genres]
    elif match and match["kind"]:
        found.kinds.append(kind_of(match["kind"]))
    elif told and told not in found.words:
        found.words.append(re.sub(rf"\s+(?:{KIND})$", "", told, flags=re.IGNORECASE))
