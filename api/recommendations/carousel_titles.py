"""What rows of a front page are called: a key with parameters for those who translate, and plain English."""

from collections.abc import Mapping, Sequence
from math import tanh
from typing import Any, NamedTuple

from api.languages import name_of_language
from api.taste import SCALE

THINGS = {"movie": "films", "book": "books"}
THING = {"movie": "film", "book": "book"}
MOST_STARS = 5


class Heading(NamedTuple):
    """What stands above a row. A subtitle says why it is there, and from 0 to 1 how strong that is, where it can."""

    key: str
    title: str
    params: Mapping[str, Any] = {}
    subtitle: Mapping[str, Any] | None = None

    def told(self) -> dict[str, Any]:
        """As an answer has it."""
        return {**self._asdict(), "params": dict(self.params)}


def _subtitle(key: str, text: str, strength: float | None = None, **params: Any) -> dict[str, Any]:
    return {"key": key, "params": params, "text": text, "strength": strength}


def for_you(n_ratings: int) -> Heading:
    """The best of everything."""
    text = f"From the {n_ratings} titles you know" if n_ratings > 1 else "From the first title you know"
    return Heading("for_you", "For you", {}, _subtitle("from_ratings", text, n_ratings=n_ratings))


def because(seed: Mapping[str, Any]) -> Heading:
    """What is like something they liked. Stars are told where they were given."""
    stars = f"{seed['rating']:g} stars"
    title = f"Because you gave {seed['title']} {stars}" if seed["is_stated"] else f"Because you liked {seed['title']}"
    params = {"item_id": seed["item_id"], "title": seed["title"], "item_type": seed["item_type"]}
    params |= {"rating": seed["rating"] if seed["is_stated"] else None}
    text = f"{THINGS[seed['item_type']].capitalize()} like it"
    return Heading(
        f"because:{seed['item_id']}", title, params, _subtitle("like_it", text, round(seed["rating"] / MOST_STARS, 2))
    )


def strength_of(taste: Mapping[str, Any]) -> float:
    """How much they like a feature, from 0 to 1: the log-odds on the scale that scores have it on."""
    return round(tanh(taste["points"] / SCALE), 2)


def of_taste(taste: Mapping[str, Any]) -> Heading:
    """A genre, a language or a person they like, with how they rated what they know of it."""
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
    """Items that have a feature, as one says it: "Tamil films", "thriller films", "films with Mani Ratnam"."""
    things = THINGS[item_type]
    if kind == "language":
        return f"{name_of_language(name)} {things}"
    if kind == "person":
        return f"{things} {'by' if item_type == 'book' else 'with'} {name}"
    return f"{name.lower()} {things}"


def of_language(name: str, item_type: str | None) -> Heading:
    """For whom nothing is known of."""
    things = THINGS[item_type] if item_type else "films and books"
    params = {"kind": "language", "name": name, "item_type": item_type}
    return Heading(f"language:{name}", f"{name_of_language(name)} {things}", params)


def trending() -> Heading:
    """What most is going on with."""
    return Heading("trending", "Trending", {}, _subtitle("lately", "What most readers are at these days"))


def popular() -> Heading:
    """What is liked and known."""
    return Heading("popular", "Popular", {}, _subtitle("liked_and_known", "Well liked here, or widely known"))


def rate_next() -> Heading:
    """What would tell most."""
    text = "Well known and of many kinds: your stars for these tell us most"
    return Heading("rate_next", "Rate these next", {}, _subtitle("tells_most", text))


def across(main: str, other: str, seeds: Sequence[Mapping[str, Any]], rated: Mapping[str, int]) -> Heading:
    """Items of the type they do not rate, which are like what they like of the one they do."""
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
