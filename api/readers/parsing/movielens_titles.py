"""Titles as MovieLens writes them: "City of Lost Children, The (Cité des enfants perdus, La) (1995)"."""

import re
from typing import NamedTuple

from api.readers.parsing.cells import title_text

_YEAR = re.compile(r"\s*\(([0-9]{4})(?:\s*[-–—]\s*(?:[0-9]{4})?)?\)\s*$")  # or years: (1989–1990), (2011– )
_OTHER_NAME = re.compile(r"\s+\(([^()]+)\)$")
_ALSO_KNOWN_AS = re.compile(r"^a\.?k\.?a\.?\s+", re.IGNORECASE)
_ARTICLES = (
    "The|An|A|La|Le|Les|L'|Une|Un|Il|Lo|I|Gli|Gl'|Una|Uno|Un'|El|Los|Las|Der|Die|Das|Den|Det|Ein|Eine"
    "|De|Het|Een|En|Ett|Et|Os|As|O|Um|Uma|Da"
)
_ARTICLE_BEHIND = re.compile(rf"^(.+), ({_ARTICLES})$|^([^:]+), ({_ARTICLES})(: .+)$")


class Title(NamedTuple):
    """A title as people say it, with its other name and its year if the text has them."""

    title: str
    original_title: str | None
    year: int | None


def read_title(text: str) -> Title:
    """Split a title: articles go back to the front, and years and other names at the end come off.

    If there are several other names, the first one without a.k.a. counts, else the first. Of several years the first
    counts. Raises `BadCell` if no title is left, or one that is too long.
    """
    text = title_text(text)
    years = _YEAR.search(text)
    name = text[: years.start()] if years else text
    others: list[str] = []
    while other := _OTHER_NAME.search(name):
        name, others = name[: other.start()], [other[1].strip(), *others]
    others.sort(key=lambda other: bool(_ALSO_KNOWN_AS.match(other)))
    title = title_text(_article_first(name))
    names = [_article_first(_ALSO_KNOWN_AS.sub("", other)) for other in others]
    return Title(
        title, next((other for other in names if other and other != title), None), int(years[1]) if years else None
    )


def _article_first(name: str) -> str:
    behind = _ARTICLE_BEHIND.match(name)
    if not behind:
        return name
    noun, article, rest = behind[1] or behind[3], behind[2] or behind[4], behind[5] or ""
    space = "" if article.endswith("'") else " "
    return f"{article}{space}{noun}{rest}"
