"""Seasons: a summand that taste may silence, what it says in one sentence, and rows of its items."""

from typing import Any

import pytest

from api.ranking.blend import recommend, sources_of
from api.ranking.candidates import Ranked, parse_material
from api.ranking.reasons import explain
from api.ranking.seasons import Season, seasons_of, title_of
from api.recommendations.row_choices import suiting
from tests.api.ranking.test_shown import one
from tests.api.recommendations.test_row_rules import ids, keys, page, ranked

HALLOWEEN = {"name": "Halloween", "match": "Horror", "weight": 0.2, "value": 0.7}
FILMS = [one(1, 10), {**one(2, 6), "genres": ["Horror", "Drama"]}, {**one(3, 4), "genres": ["Horror"]}]


def made(likings: Any = None, **seasons: Any) -> list[Ranked]:
    """What a list is on such a day, of these likings: kind, name, liked and disliked."""
    told = [dict(zip(("kind", "name", "liked", "disliked"), row, strict=True)) for row in likings or []]
    found = {"candidates": FILMS, "likings": told, "weights": {"popular": 1}, "seasons": seasons or None}
    material = parse_material(found)
    return recommend(material.candidates, material.taste, material.weights or {}, 0, 9)


def added(ranking: list[Ranked]) -> dict[int, float]:
    """What the season adds, by item."""
    parts = [(item.candidate.item_id, part) for item in ranking for part in item.contributions]
    return {item_id: part.points for item_id, part in parts if part.source == "season"}


def test_off_season_a_list_is_the_same_to_the_last_bit() -> None:
    material = parse_material({"candidates": FILMS, "likings": [], "weights": {"popular": 1}})

    assert made() == recommend(material.candidates, material.taste, {"popular": 1}, 0, 9)


def test_a_season_comes_on_top_of_all_sources_and_receipts_sum() -> None:
    ranking = made(**{"2": HALLOWEEN, "3": {**HALLOWEEN, "match": "ghost", "value": 1}, "99": HALLOWEEN})

    assert [item.score for item in ranking] == pytest.approx([1, 0.6 + 0.14, 0.4 + 0.2])
    assert [sum(part.points for part in item.contributions) for item in ranking] == pytest.approx(
        [item.score for item in ranking]
    )
    part = ranking[1].contributions[-1]
    assert (part.source, part.feature, part.weight, part.value, part.maximum) == (
        "season", ("Halloween", "Horror"), 0.2, 0.7, 1,
    )  # fmt: skip
    assert sources_of(ranking) == ["popular", "season"]


# tanh(1 / 1.5) is 0.5828 and tanh(0.4 / 1.5) 0.2605. The second film has two genres, so a liking of one is over √2
# there; the liking of its least liked genre counts whole.
TASTES = [
    ([("genre", "Horror", 0, 1)], {}),  # 1 − 2 · 0.5828 is below 0
    ([("genre", "Horror", 0.2, 0.6)], {2: 0.14 * (1 - 2 * 0.2605), 3: 0.14 * (1 - 2 * 0.2605)}),
    ([("genre", "Horror", 1, 0)], {2: 0.14, 3: 0.14}),  # who likes horror gets no more than the whole
    ([("genre", "Drama", 0, 1)], {3: 0.14}),
    ([("genre", "Drama", 2, 0), ("genre", "Horror", 0, 1)], {}),  # that the rest is liked does not help
]


@pytest.mark.parametrize(("likings", "points"), TASTES)
def test_a_season_says_nothing_for_what_a_reader_dislikes(likings: list[Any], points: dict[int, float]) -> None:
    assert added(made(likings, **{"2": HALLOWEEN, "3": HALLOWEEN})) == pytest.approx(points, abs=1e-4)


SAID = [
    (("Halloween", "Horror"), "It is Halloween: horror", "Horror"),
    (("Christmas", "christmas"), "It is Christmas", None),
    (("Monsoon", "rain"), "It is the monsoon: rain", "rain"),
    (("Diwali", "family reunion"), "It is Diwali: family reunion", "family reunion"),
]


@pytest.mark.parametrize(("feature", "text", "match"), SAID)
def test_the_reason_names_the_season_and_what_suits_it(feature: tuple[str, str], text: str, match: str | None) -> None:
    parts = [{"source": "season", "feature": list(feature), "contribution": 0.2}]

    assert explain(parts, {}, "movie") == [
        {
            "source": "season", "key": "in_season", "text": text, "contribution": 0.2,
            "params": {"season": feature[0], "match": match},
        }
    ]  # fmt: skip


def test_titles_are_plain_and_may_be_more() -> None:
    assert [title_of(name) for name in ("Diwali", "Halloween", "Monsoon")] == [
        "For Diwali", "A scary night: Halloween", "For the monsoon",
    ]  # fmt: skip


def in_season(item_id: int, name: str = "Halloween", *, share: float = 1, **more: Any) -> Ranked:
    """A candidate that suits a season."""
    return ranked(item_id, season=Season(name, "ghost", 0.2, share, share), **more)


@pytest.mark.parametrize(("n_match", "has_row"), [(0, False), (2, False), (3, True), (4, True)])
def test_a_row_of_a_season_needs_three_items(n_match: int, has_row: bool) -> None:
    rows = page([*(ranked(n) for n in range(1, 9)), *(in_season(n) for n in range(10, 10 + n_match))], limit=4)

    assert ("season:halloween" in keys(rows)) == has_row
    assert len(ids(rows, "season:halloween")) == (n_match if has_row else 0)


def test_the_row_stands_below_for_you_which_leaves_it_half_of_a_scarce_season() -> None:
    rows = page([*(in_season(n) for n in range(1, 7)), *(ranked(n) for n in range(10, 30))], limit=4)

    assert keys(rows)[:2] == ["for_you", "season:halloween"]
    assert ids(rows, "season:halloween") == [4, 5, 6]
    heading = rows[1].heading
    assert (heading.title, heading.params) == ("A scary night: Halloween", {"name": "Halloween"})
    assert heading.told()["subtitle"] == {
        "key": "suits_season", "params": {"season": "Halloween"}, "strength": None,
        "text": "It is Halloween, and these suit it and you",
    }  # fmt: skip


def test_two_seasons_have_a_row_each_the_one_with_more_items_first() -> None:
    found = [*(in_season(n, "Diwali") for n in range(1, 8)), *(in_season(n) for n in range(10, 20))]

    assert seasons_of([item.candidate.season for item in found]) == ["Halloween", "Diwali"]
    assert keys(page(found, limit=3))[:3] == ["for_you", "season:halloween", "season:diwali"]


def test_a_row_of_a_season_has_nothing_that_taste_is_against() -> None:
    found = [in_season(1), in_season(2, score=-0.1), in_season(3, "Diwali"), ranked(4), in_season(5, share=0.49)]

    assert [item.candidate.item_id for item in suiting("Halloween")(found)] == [1]
