"""Pure functions that fill a front page: which rows there are, in which order, and what is in each.

Rows take their items one after another, so that no item is in two rows. Everything that a row may show is among the
ranked candidates of one list, so every item has a score and a receipt.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.ranking.candidates import Ranked
from api.ranking.lists import diversify
from api.ranking.seasons import seasons_of
from api.recommendations import carousel_titles as titles
from api.recommendations.row_choices import (
    Liked,
    RowChoice,
    alike,
    having,
    in_order,
    most_popular,
    suiting,
    to_rate,
    without_disliked,
)

LEAST_ITEMS = 3  # a shorter row looks broken
FEW_RATINGS = 6  # with fewer, the row of what to rate next stands near the top
LEAST_STRENGTH = 0.2  # of a liking; a language that nearly all items have says little of anybody
TASTES_A_TURN = 2  # rows of genres, languages and people between two favorites
OTHER = {"movie": "book", "book": "movie"}


class Row(NamedTuple):
    """A row: its heading and its items."""

    heading: titles.Heading
    items: Sequence[Ranked]


class Page:
    """A front page that is filled row by row from the items that are not on it yet."""

    def __init__(self, ranked: Sequence[Ranked], limit: int) -> None:
        self.left = list(ranked)
        self.rows: list[Row] = []
        self._limit = limit
        self._kept_for: dict[int, str] = {}

    def keep(self, key: str, choose: RowChoice) -> bool:
        """Reserve the lower half of the chosen items for their own row, if they would not fill two rows.

        Return whether they make a row at all.
        """
        found = [one for one in choose(self.left) if one.candidate.item_id not in self._kept_for]
        makes_row = len(found) >= min(LEAST_ITEMS, self._limit)
        if LEAST_ITEMS < len(found) < 2 * self._limit:
            first = min(len(found) // 2, len(found) - LEAST_ITEMS)
            self._kept_for |= {one.candidate.item_id: key for one in found[first:]}
        return makes_row

    def keep_nothing(self) -> None:
        """End all reservations: every row may take everything that is left."""
        self._kept_for = {}

    def add(self, heading: titles.Heading, choose: RowChoice) -> None:
        """Add a row of what is chosen from the items that are left; no row if that is too little."""
        free = [one for one in self.left if self._kept_for.get(one.candidate.item_id, heading.key) == heading.key]
        items = list(choose(free))[: self._limit]
        if len(items) >= min(LEAST_ITEMS, self._limit):
            self.rows.append(Row(heading, items))
            taken = {one.candidate.item_id for one in items}
            self.left = [one for one in self.left if one.candidate.item_id not in taken]


def rows_of(
    ranked: Sequence[Ranked], made_of: Mapping[str, Any], diversity: float, max_tastes: int, limit: int
) -> list[Row]:
    """Return the rows of a reader's front page.

    `ranked` are the candidates, one of each work, best first. SQL's answer `made_of` has what rows may show (`shown`),
    how much was `rated` of each type, the `main_type` of nearly all, and whether the reader only `leans`.
    """
    page, shown, main = Page(ranked, limit), made_of["shown"], made_of["main_type"]
    n_ratings = sum(made_of["rated"].values())
    seasons, tastes = _seasons_with_rows(page, ranked), _tastes_with_rows(page, shown["tastes"], max_tastes)
    if n_ratings or made_of["leans"]:
        page.add(titles.for_you(n_ratings), lambda left: diversify(left, diversity, limit))
    _add_seasons(page, seasons)
    if n_ratings < FEW_RATINGS:
        page.add(titles.rate_next(), to_rate(main, limit))
    _add_likings(page, shown["seeds"], tastes)
    page.keep_nothing()
    page.add(titles.trending(), in_order(shown["moving"]))
    _add_other_type(page, shown["seeds"], main, made_of["rated"])
    page.add(titles.popular(), most_popular(main))
    _add_languages(page, (shown["languages"] or [])[:max_tastes])
    if n_ratings >= FEW_RATINGS:
        page.add(titles.rate_next(), to_rate(main, limit))
    return page.rows


def _seasons_with_rows(page: Page, ranked: Sequence[Ranked]) -> list[str]:
    """Return the seasons that make a row, and reserve half of the items of a scarce one for its row."""
    seasons = seasons_of([one.candidate.season for one in ranked])
    return [season for season in seasons if page.keep(titles.of_season(season).key, suiting(season))]


def _add_seasons(page: Page, seasons: Sequence[str]) -> None:
    for season in seasons:
        page.add(titles.of_season(season), suiting(season))


def _tastes_with_rows(page: Page, tastes: Sequence[Liked], max_tastes: int) -> list[Liked]:
    """Return the strongest likings that make a row, and reserve half of the items of a scarce one for its row.

    Otherwise For you would take all Tamil films from a reader who likes them, in a catalogue that has ten.
    """
    found: list[Liked] = []
    for taste in tastes:
        is_strong = titles.strength_of(taste) >= LEAST_STRENGTH
        if is_strong and len(found) < max_tastes and page.keep(titles.of_taste(taste).key, having(taste)):
            found.append(taste)
    return found


def _add_likings(page: Page, seeds: Sequence[Liked], tastes: Sequence[Liked]) -> None:
    """Add what the reader likes, in turn: one row like a favorite, then two features, the most liked first."""
    for turn in range(max(len(seeds), -(-len(tastes) // TASTES_A_TURN))):
        for seed in seeds[turn : turn + 1]:
            page.add(titles.because(seed), without_disliked(in_order(alike(seed, seed["item_type"]))))
        for taste in tastes[TASTES_A_TURN * turn : TASTES_A_TURN * (turn + 1)]:
            page.add(titles.of_taste(taste), having(taste))


def _add_other_type(page: Page, seeds: Sequence[Liked], main: str | None, rated: Mapping[str, int]) -> None:
    """Add books for a reader who rates only films, and films for one who rates only books: like their favorites."""
    if main is None:
        return
    from_main = [seed for seed in seeds if seed["item_type"] == main]
    wanted = {item_id for seed in from_main for item_id in alike(seed, OTHER[main])}
    if wanted:
        heading = titles.across(main, OTHER[main], from_main, rated)
        page.add(heading, lambda left: [one for one in left if one.candidate.item_id in wanted])


def _add_languages(page: Page, languages: Sequence[Mapping[str, Any]]) -> None:
    for language in languages:
        page.add(titles.of_language(language["name"], None), in_order(language["item_ids"]))
