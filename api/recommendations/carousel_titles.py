"""The titles of a front page's rows: a key with parameters for translators, and plain English."""

from collections.abc import Mapping, Sequence
from math import tanh
from typing import Any, NamedTuple

from api.ranking.languages import name_of_language
from api.ranking.seasons import called, title_of
from api.ranking.taste import SCALE

THINGS = {"movie": "films", "book": "books"}
THING = {"movie": "film", "book": "book"}
MOST_STARS = 5


class Heading(NamedTuple):
    """What stands above a row. A subtitle says why the row is there and, if possible, how strong the reason is (0 to
    1).
    """

    key: str
    title: str
    params: Mapping[str, Any] = {}
    subtitle: Mapping[str, Any] | None = None

    def told(self) -> dict[str, Any]:
        """Return it as an answer has it."""
        return {**self._asdict(), "params": dict(self.params)}


def _subtitle(key: str, text: str, strength: float | None = None, **params: Any) -> dict[str, Any]:
    return {"key": key, "params": params, "text": text, "strength": strength}


def for_you(n_ratings: int) -> Heading:
    """Head the row of the best items of all. Without a rating it goes by clicks and views."""
    if n_ratings == 0:
        return Heading("for_you", "For you", {}, _subtitle("from_looks", "From what you looked at"))
    text = f"From the {n_ratings} titles you know" if n_ratings > 1 else "From the first title you know"
    return Heading("for_you", "For you", {}, _subtitle("from_ratings", text, n_ratings=n_ratings))


def because(seed: Mapping[str, Any]) -> Heading:
    """Head the row of items like a favorite. It names the stars only if the reader gave them."""
    stars = f"{seed['rating']:g} stars"
    title = f"Because you gave {seed['title']} {stars}" if seed["is_stated"] else f"Because you liked {seed['title']}"
    params = {"item_id": seed["item_id"], "title": seed["title"], "item_type": seed["item_type"]}
    params |= {"rating": seed["rating"] if seed["is_stated"] else None}
    text = f"{THINGS[seed['item_type']].capitalize()} like it"
    return Heading(
        f"because:{seed['item_id']}", title, params, _subtitle("like_it", text, round(seed["rating"] / MOST_STARS, 2))
    )


def of_season(name: str) -> Heading:
    """Head the row of a season."""
    text = f"It is {called(name)}, and these suit it and you"
    subtitle = _subtitle("suits_season", text, season=name)
    return Heading(f"season:{name.lower()}", title_of(name), {"name": name}, subtitle)


def strength_of(taste: Mapping[str, Any]) -> float:
    """Return how much the reader likes a feature, from 0 to 1: the log-odds on the scale of scores."""
    return round(tanh(taste["points"] / SCALE), 2)


def of_taste(taste: Mapping[str, Any]) -> Heading:
    """Head the row of a genre, a language or a person that the reader likes, with how they rated such items."""
    kind, name, item_type = taste["kind"], taste["name"], taste["item_type"]
    n_rated, n_liked = taste["n_rated"], taste["n_liked"]
    named = name_of(kind, name, item_type)
    how_many = f"{n_liked} of {n_rated}" if n_liked < n_rated else "both" if n_rated == 2 else f"all {n_rated}"
    text = f"You liked {how_many} {named} you know"
    if taste["is_stated"]:
        text = f"You gave {how_many} {named} 4 stars or more"
    params = {"kind": kind, "name": name, "item_type": item_type}
    subtitle = _subtitle(
        "stars_of_feature" if taste["is_stated"] else "likes_of_feature",
        text,
        strength_of(taste),
        n_rated=n_rated,
        n_liked=n_liked,
    )
    title = f"{named[0].upper()}{named[1:]}" + ("" if kind == "person" else " for you")
    return Heading(f"{kind}:{name.lower()}", title, params, subtitle)


def name_of(kind: str, name: str, item_type: str) -> str:
    """Name items with a feature as people say it: "Tamil films", "thriller films", "films with Mani Ratnam"."""
    things = THINGS[item_type]
    if kind == "language":
        return f"{name_of_language(name)} {things}"
    if kind == "person":
        return f"{things} {'by' if item_type == 'book' else 'with'} {name}"
    return f"{name.lower()} {things}"


def of_language(name: str, item_type: str | None) -> Heading:
    """Head the row of a language, for readers of whom nothing is known."""
    things = THINGS[item_type] if item_type else "films and books"
    params = {"kind": "language", "name": name, "item_type": item_type}
    return Heading(f"language:{name}", f"{name_of_language(name)} {things}", params)


def trending() -> Heading:
    """Head the row of trending items."""
    return Heading("trending", "Trending", {}, _subtitle("lately", "What most readers are at these days"))


def popular() -> Heading:
    """Head the row of popular items."""
    return Heading("popular", "Popular", {}, _subtitle("liked_and_known", "Well liked here, or widely known"))


def rate_next() -> Heading:
    """Head the row of items whose rating would tell most."""
    text = "Well known and of many kinds: your stars for these tell us most"
    return Heading("rate_next", "Rate these next", {}, _subtitle("tells_most", text))


def across(main: str, other: str, seeds: Sequence[Mapping[str, Any]], rated: Mapping[str, int]) -> Heading:
    """Head the row of items of the type that the reader does not rate, like what they like of the other."""
    first = seeds[:2]
    names = " and ".join(seed["title"] for seed in first)
    n_main, n_other = rated[main], rated.get(other, 0)
    text = f"You rated {n_main} {THINGS[main]} and {_count(n_other, other)}"
    params = {"item_type": other, "items": [{"item_id": seed["item_id"], "title": seed["title"]} for seed in first]}
    subtitle = _subtitle(
        "mostly_one_type", text, round(n_main / (n_main + n_other), 2), n_rated=n_main, n_other=n_other, item_type=main
    )
    return Heading(f"across:{other}", f"{THINGS[other].capitalize()} for people who like {names}", params, subtitle)


def _count(n: int, item_type: str) -> str:
    return f"{n or 'no'} {THING[item_type] if n == 1 else THINGS[item_type]}"
