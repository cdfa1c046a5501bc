"""Rows for a front page, in pure functions: which there are, in which order, and what stands in each.

Rows take their items one after the other, so that nothing stands in two. All that a row may show is among the ranked
candidates of one list: every item has a score and a receipt.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from api.candidates import Ranked
from api.lists import diversify
from api.recommendations import carousel_titles as titles

Shown = Mapping[str, Any]
Choice = Callable[[Sequence[Ranked]], Iterable[Ranked]]

LEAST_ITEMS = 3  # a row of less looks as if it had been forgotten
FEW_RATINGS = 6  # until then what to rate next stands near the top
N_SEEDS = 2  # rows of what is like something one liked
MOSTLY = 0.8  # of one's ratings are of one type: then there is a row of the other
LEAST_RATED = 3  # ratings, before they say so
LEAST_STRENGTH = 0.2  # of a liking: a language in which nearly everything is says little of anybody
OTHER = {"movie": "book", "book": "movie"}


class Row(NamedTuple):
    """A row: what it is called, and what stands in it."""

    heading: titles.Heading
    items: Sequence[Ranked]


class Page:
    """A front page that is being filled, row by row, with what is not on it yet."""

    def __init__(self, ranked: Sequence[Ranked], limit: int) -> None:
        self.left = list(ranked)
        self.rows: list[Row] = []
        self._limit = limit

    def add(self, heading: titles.Heading, choose: Choice) -> None:
        """Adds a row, where there is enough for one."""
        if row := self.fill(heading, choose):
            self.rows.append(row)

    def fill(self, heading: titles.Heading, choose: Choice) -> Row | None:
        """A row of what is chosen among what is left; None where that is too little."""
        items = list(choose(self.left))[: self._limit]
        if len(items) < min(LEAST_ITEMS, self._limit):
            return None
        taken = {one.candidate.item_id for one in items}
        self.left = [one for one in self.left if one.candidate.item_id not in taken]
        return Row(heading, items)


def rows_of(
    ranked: Sequence[Ranked], shown: Shown, rated: Mapping[str, int], diversity: float, max_tastes: int, limit: int
) -> list[Row]:
    """The rows of somebody's front page.

    `ranked` are the candidates, one of each work, best first; `shown` says what each row may show, `rated` how many
    items of each type they rated.
    """
    page = Page(ranked, limit)
    n_ratings = sum(rated.values())
    if n_ratings:
        page.add(titles.for_you(n_ratings), lambda left: diversify(left, diversity, limit))
    if n_ratings < FEW_RATINGS:
        page.add(titles.rate_next(), lambda left: to_rate(left, limit))
    _add_likings(page, shown, max_tastes)
    page.add(titles.trending(), in_order(shown["moving"]))
    _add_other_type(page, shown["seeds"], rated)
    page.add(titles.popular(), most_popular)
    for language in (shown["languages"] or [])[:max_tastes]:
        page.add(titles.of_language(language["name"], None), in_order(language["item_ids"]))
    if n_ratings >= FEW_RATINGS:
        page.add(titles.rate_next(), lambda left: to_rate(left, limit))
    return page.rows


def _add_likings(page: Page, shown: Shown, max_tastes: int) -> None:
    """What one likes, by turns: what is like a favorite, then two features, the most liked first.

    Features choose before favorites do: what is like a Tamil thriller may be many things, a Tamil thriller is one.
    """
    tastes: list[Row] = []
    for taste in shown["tastes"]:
        if len(tastes) < max_tastes and titles.strength_of(taste) >= LEAST_STRENGTH:
            tastes += filter(None, [page.fill(titles.of_taste(taste), having(taste))])
    seeds = [seed for seed in shown["seeds"] if alike(seed, seed["item_type"])]
    rows = [page.fill(titles.because(seed), of_favorite(seed)) for seed in seeds[:N_SEEDS]]
    favorites = [row for row in rows if row]
    while favorites or tastes:
        page.rows += favorites[:1] + tastes[:2]
        favorites, tastes = favorites[1:], tastes[2:]


def _add_other_type(page: Page, seeds: Sequence[Mapping[str, Any]], rated: Mapping[str, int]) -> None:
    """Books for who rates only films, films for who rates only books: what is like their favorites, best first."""
    n_ratings = sum(rated.values())
    main = max(rated, key=lambda item_type: rated[item_type], default=None)
    if main is None or n_ratings < LEAST_RATED or rated[main] < MOSTLY * n_ratings:
        return
    from_main = [seed for seed in seeds if seed["item_type"] == main]
    wanted = {item_id for seed in from_main for item_id in alike(seed, OTHER[main])}
    if wanted:
        heading = titles.across(main, OTHER[main], from_main, rated)
        page.add(heading, lambda left: [one for one in left if one.candidate.item_id in wanted])


def alike(seed: Mapping[str, Any], item_type: str) -> Sequence[int]:
    """What is like a favorite, of a type."""
    return next((found["item_ids"] for found in seed["alike"] or [] if found["item_type"] == item_type), [])


def in_order(item_ids: Sequence[int]) -> Choice:
    """Those of these items that are left, in this order."""

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        by_id = {one.candidate.item_id: one for one in left}
        return [by_id[item_id] for item_id in item_ids if item_id in by_id]

    return choose


def of_favorite(seed: Mapping[str, Any]) -> Choice:
    """What is like a favorite, without what one would rather not like, whatever it resembles."""
    choose = in_order(alike(seed, seed["item_type"]))
    return lambda left: [one for one in choose(left) if one.score > 0]


def having(taste: Mapping[str, Any]) -> Choice:
    """What has a feature and is of its type, best first."""

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        kind, name, item_type = taste["kind"], taste["name"], taste["item_type"]
        return [one for one in left if one.candidate.item_type == item_type and name in _names_of(one, kind)]

    return choose


def _names_of(one: Ranked, kind: str) -> Sequence[str]:
    if kind == "language":
        return (one.candidate.language,) if one.candidate.language else ()
    return one.candidate.genres if kind == "genre" else one.candidate.people


def most_popular(left: Sequence[Ranked]) -> list[Ranked]:
    """By popularity alone; what nobody speaks of is not popular."""
    found = [one for one in left if one.candidate.scores.get("popular", 0) > 0]
    return sorted(found, key=lambda one: (-one.candidate.scores["popular"], one.candidate.item_id))


def to_rate(left: Sequence[Ranked], limit: int) -> list[Ranked]:
    """What is well known and different from each other: each next the most popular that brings something new.

    Of genres and languages: what has none that is not there yet waits until nothing brings any.
    """
    known = most_popular(left)[: 5 * limit]
    chosen: list[Ranked] = []
    while known and len(chosen) < limit:
        there: set[str] = set()
        waiting: list[Ranked] = []
        for one in known:
            new = {*one.candidate.genres, one.candidate.language or ""} - there
            if new and len(chosen) < limit:
                chosen.append(one)
                there |= new
            else:
                waiting.append(one)
        if len(waiting) == len(known):
            break
        known = waiting
    return chosen
