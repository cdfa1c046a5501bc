"""What a season says of an item: Diwali, Christmas, Halloween. It never speaks for what the reader dislikes.

SQL (`match_seasons`) finds which items a season is about. These pure functions say how much that adds for one reader.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from api.ranking.reason_parts import ReasonParts, make_reason
from api.ranking.taste import Feature, Taste, squash

SEASON = "season"
DOUBTS = 2.0  # a taste of -1 / DOUBTS, on the scale of scores, silences a season

THE = {"Monsoon": "the monsoon"}  # how some are called within a sentence
TITLES = {"Halloween": "A scary night: Halloween"}  # rows that say more than "For Diwali"


class Season(NamedTuple):
    """The season that an item suits, which of its keywords or genres says so, and what that adds: weight · value.

    `share` is how much of the season's value taste left, from 0 to 1.
    """

    name: str
    match: str
    weight: float
    value: float
    share: float = 1.0


def felt(told: Mapping[str, Any], taste: Taste, parts: Mapping[Feature, float]) -> Season | None:
    """Return what a season says of an item to a reader with this taste; None if it says nothing.

    `parts` are what taste says of the item's features. The value is multiplied by max(0, 1 + 2 · tanh(t / 1.5)). t is
    the least of 0, the sum of the parts, and the reader's liking of the item's least liked genre.
    """
    genres = [taste.genres[name][1] for kind, name in parts if kind == "genre"]
    least = min(0.0, sum(parts.values()), *genres)
    share = max(0.0, 1 + DOUBTS * squash(least))
    return Season(told["name"], told["match"], told["weight"], told["value"] * share, share) if share > 0 else None


def called(name: str) -> str:
    """Name a season within a sentence."""
    return THE.get(name, name)


def title_of(name: str) -> str:
    """Return what stands above a season's row."""
    return TITLES.get(name, f"For {called(name)}")


def of_season(feature: Sequence[str] | None) -> ReasonParts:
    """Return the reason of a season: "It is Halloween: horror"."""
    name, match = feature or ("", "")
    is_named = match.casefold() == name.casefold()
    text = f"It is {called(name)}" + ("" if is_named else f": {match.lower()}")
    return make_reason("in_season", text, season=name, match=None if is_named else match)


def seasons_of(found: Collection[Season | None]) -> list[str]:
    """Return the names of the seasons that are said of some items, the commonest first, ties by name."""
    names = [season.name for season in found if season]
    return sorted(set(names), key=lambda name: (-names.count(name), name))
