"""The exploring place: what may come there, how likely, and that a list stays as it is but for it."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from api.ranking.blend import blend, recommend
from api.ranking.candidates import Candidate, Choice, Ranked, Summand
from api.ranking.exploring import USUAL, Explorer, Exploring, belief_of, draw, draw_from, prior_of
from api.ranking.ranked import explorer_of, exploring_of
from api.ranking.reasons import explain
from api.ranking.receipts import log_of, receipt_of
from api.ranking.taste import Taste
from tests.conftest import settings_of

PRIOR = (100.0, 10, 100, 60)  # seen, clicks, raters, likes
NEW, SHOWN, LOW, KNOWN = 101, 102, 103, 1
ITEMS = [
    [NEW, 0, 0, 0.0, 0, 0, 2],
    [SHOWN, 20, 1, 8.0, 1, 1, 29],
    [LOW, 0, 0, 0.0, 0, 0, 1],
    [KNOWN, 0, 0, 0.0, 0, 0, 1],
]


def ranked(n_items: int = 6) -> list[Ranked]:
    """Candidates with scores of 1, 0.9 and so on; the new ones have 0.75, 0.68 and 0.66."""
    scores = {n: 1.1 - n / 10 for n in range(1, n_items + 1)} | {NEW: 0.75, SHOWN: 0.68, LOW: 0.66}
    candidates = [Candidate(item_id, {"content": score}) for item_id, score in scores.items()]
    return blend(candidates, Taste(), {"content": 1.0})


def explored(chosen: Sequence[Ranked], *items: list[Any], place: int = 4, seed: str = "ada") -> list[Ranked]:
    """A list that explores these items, or those of this file."""
    found = {"prior": PRIOR, "items": list(items) or ITEMS}
    return Explorer(place, seed, found).explore(chosen, ranked(), list)


def usual(n_items: int = 6) -> list[Ranked]:
    """The first ones of a list without exploring."""
    return [one for one in ranked() if one.candidate.item_id <= 6][:n_items]


def ids(found: Sequence[Ranked]) -> list[int]:
    """In their order."""
    return [one.candidate.item_id for one in found]


def test_one_item_comes_at_its_place_and_the_others_keep_their_order() -> None:
    found = explored(usual())

    assert found[3].candidate.item_id in {NEW, SHOWN}
    assert ids(found)[:3] == [1, 2, 3]
    assert ids(found)[4:] == [4, 5]
    assert [one.explored is not None for one in found] == [False, False, False, True, False, False]


def test_only_what_suits_and_stands_no_higher_already_is_a_choice() -> None:
    [one] = [one.explored for one in explored(usual()) if one.explored]

    # The first three have 0.9 on average; so 0.75 is e^(-0.15 / 0.25), 0.68 e^(-0.88) = 0.41, and 0.66 only
    # e^(-0.96) = 0.38. Item 1 is above.
    fits = {choice.item_id: choice.fit for choice in one.choices}
    assert fits == {NEW: pytest.approx(math.exp(-0.6)), SHOWN: pytest.approx(math.exp(-0.88))}
    assert sum(choice.chance for choice in one.choices) == pytest.approx(1)
    assert min(choice.chance for choice in one.choices) >= USUAL.floor / 2


@pytest.mark.parametrize(
    ("days", "expected"), [((29, 29), {NEW, SHOWN}), ((29, 30), {NEW}), ((30, 29), {SHOWN}), ((30, 30), {NEW, SHOWN})]
)
def test_as_long_as_something_new_suits_only_what_is_new_is_a_choice(days: tuple[int, int], expected: set[int]) -> None:
    items = [[*item[:-1], age] for item, age in zip(ITEMS, days, strict=False)]

    [one] = [one.explored for one in explored(usual(), *items, [*ITEMS[2][:-1], 0]) if one.explored]

    # What does not suit takes no place from what is here longer, however new it is.
    assert {choice.item_id for choice in one.choices} == expected
    assert sum(choice.chance for choice in one.choices) == pytest.approx(1)


def test_only_what_content_and_taste_say_makes_a_fit() -> None:
    every = [one._replace(contributions=(*one.contributions, Summand("ease", 1, 9, 1))) for one in ranked()]

    found = Explorer(4, "ada", {"prior": PRIOR, "items": ITEMS[:1]}).explore(every[:3], every, list)

    [fit] = [one.explored.chosen.fit for one in found if one.explored]
    assert fit == pytest.approx(math.exp(-0.6))


def test_a_list_stays_if_nothing_suits_and_a_short_list_gets_one_more() -> None:
    assert explored(usual(3), ITEMS[2]) == usual(3)
    assert len(explored(usual(3), place=9)) == 4
    assert ids(explored([], place=1)) != []


def test_what_stands_lower_moves_up_and_comes_once() -> None:
    listed = [*usual(4), *(one for one in ranked() if one.candidate.item_id == NEW), *usual()[4:]]

    found = explored(listed, ITEMS[0])

    assert ids(found) == [1, 2, 3, NEW, 4, 5, 6]


def test_draws_follow_their_chances_and_a_seed_keeps_its_item() -> None:
    choices = [Choice(n, 1.0, 0, 0, 0.0, 0, 0, chance) for n, chance in ((1, 0.6), (2, 0.3), (3, 0.1))]

    drawn = Counter(draw(choices, f"{n}").item_id for n in range(4000))

    # Three standard errors of 4,000 draws are 0.023, 0.022 and 0.014.
    assert [drawn[n] / 4000 for n in (1, 2, 3)] == pytest.approx([0.6, 0.3, 0.1], abs=0.023)
    kept = [choices[0], choices[2]]
    assert all(draw(kept, f"{n}") == one for n in range(200) if (one := draw(choices, f"{n}")) in kept)


def test_the_prior_is_the_catalogues_own_click_through() -> None:
    # (5 + 10) / (50 + 100), (10 + 60) / (20 + 100); of nothing 5 / 50 and 10 / 20.
    assert list(prior_of(PRIOR)) == pytest.approx([0.1, 70 / 120])
    assert prior_of((0, 0, 0, 0)) == (0.1, 0.5)


def test_showings_and_ratings_move_what_is_believed() -> None:
    prior = (0.1, 0.5)

    def mean(n_shown: int, n_clicked: int, seen: float, n_raters: int, n_likes: int) -> float:
        return belief_of(Choice(1, 1.0, n_shown, n_clicked, seen, n_raters, n_likes, 0.0), prior, USUAL).mean

    # Clicks (2 + 3) / (20 + 10) = 1/6, likes (2 + 4) / (4 + 4) = ¾.
    assert mean(0, 0, 0.0, 0, 0) == pytest.approx(0.05)
    assert mean(30, 3, 10.0, 4, 4) == pytest.approx(1 / 6 * 0.75)
    assert mean(3, 3, 1.0, 0, 0) == pytest.approx(5 / 23 * 0.5)  # clicked more often than places are worth


def test_a_receipt_sums_and_says_how_likely_the_item_came() -> None:
    candidates = [one.candidate for one in ranked()]
    explorer = Explorer(4, "ada", {"prior": PRIOR, "items": ITEMS[:2]})
    made = recommend(candidates[3:] + candidates[:3], Taste(), {"content": 1.0}, 0.0, 6, None, explorer)
    receipts = [receipt_of(one, place) for place, one in enumerate(made, 1)]

    for one in receipts:
        assert sum(part["contribution"] for part in one["contributions"]) == pytest.approx(one["score"])
    told = receipts[3]["exploring"]
    logged = log_of(made, {"preset": "tuned", "propensity": 0.4, "told": 7})
    assert ["exploring" in one for one in receipts].count(True) == 1
    assert (told["n_choices"], told["propensity"]) == (2, made[3].explored.chosen.chance)  # type: ignore[union-attr]
    assert logged is not None
    assert [logged[name] for name in ("place", "item_id", "propensity")] == [
        4,
        receipts[3]["item_id"],
        told["propensity"],
    ]
    assert (logged["preset"], logged["preset_propensity"], logged["told"]) == ("tuned", 0.4, 7)
    assert [choice[0] for choice in logged["choices"]] == [NEW, SHOWN]


def test_nothing_is_logged_of_a_list_without_chance() -> None:
    assert log_of(ranked(), None) is None
    assert log_of(ranked(), {"preset": "tuned", "propensity": 0.4, "told": 7}) == {
        "preset": "tuned", "preset_propensity": 0.4, "propensity": None, "told": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "n_raters", "text"),
    [
        (2, 0, "New here, little is known yet: nobody has rated it"),
        (29, 1, "New here, little is known yet: one person rated it"),
        (30, 3, "Little is known of it here yet: 3 people rated it"),
    ],
)
def test_the_place_says_so_first(days: int, n_raters: int, text: str) -> None:
    parts = [{"source": "content", "contribution": 0.5}]
    evidence = {"content": {"top": [{"item_id": 1, "title": "Dune", "share": 1.0, "rating": 5.0, "is_stated": True}]}}

    told = explain(parts, evidence, "movie", None, {"days": days, "n_raters": n_raters})

    assert [reason["text"] for reason in told] == [text, "Its story is like Dune"]
    assert told[0]["contribution"] == 0


@pytest.mark.parametrize(("against", "is_said"), [(-0.3, False), (-0.31, True)])
def test_what_is_less_ones_kind_is_said_if_taste_as_a_whole_speaks_against_the_item(
    against: float, is_said: bool
) -> None:
    parts = [
        {"source": "taste", "feature": ["genre", "Drama"], "contribution": 0.3},
        {"source": "taste", "feature": ["decade", "1990"], "contribution": against},
    ]

    usual = [reason["key"] for reason in explain(parts, {}, "movie")]
    told = [reason["key"] for reason in explain(parts, {}, "movie", None, {"days": 2, "n_raters": 0})]

    assert usual == ["you_like", "less_your_kind"]
    assert told == ["new_here", "you_like", *["less_your_kind"] * is_said]


def test_the_share_of_lists_is_that_of_the_setting() -> None:
    made_of = {"explorable": {"prior": PRIOR, "items": ITEMS}}

    def explores(share: float | None, n_lists: int) -> int:
        asked = settings_of(explore_share=share)
        return sum(explorer_of(made_of, asked, f"{n}") is not None for n in range(n_lists))

    assert (explores(0, 50), explores(1, 50), explores(None, 50)) == (0, 50, 50)
    assert explores(0.25, 4000) / 4000 == pytest.approx(0.25, abs=0.02)
    assert explorer_of({"explorable": None}, settings_of(explore_share=1), "1") is None
    assert explorer_of({}, settings_of(explore_share=1), "1") is None


def test_sql_is_asked_for_what_the_settings_leave_to_chance() -> None:
    asked = exploring_of(settings_of(explore_presets=True)) or {}

    assert exploring_of(settings_of(explore_share=0)) is None
    assert exploring_of(settings_of()) == {"n_items": 12, "least_items": 1000, "new_days": 30}
    assert exploring_of(settings_of(explore_share=0.1)) == {"n_items": 12, "least_items": 0, "new_days": 30}
    assert list(asked["presets"]) == ["trained", "tuned", "classic"]


def test_an_even_draw_is_one_of_the_ways_to_explore() -> None:
    choices = [Choice(n, fit, 0, 0, 0.0, 0, 0, 0.0) for n, fit in ((1, 1.0), (2, 0.3))]

    even = draw_from(choices, (0.1, 0.5), Exploring(floor=1.0))
    usual = draw_from(choices, (0.1, 0.5), USUAL)

    assert [one.chance for one in even] == [0.5, 0.5]
    assert usual[0].chance > 0.75
