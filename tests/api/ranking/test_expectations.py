"""What members of a group are expected to give, and what is said of it, in literals."""

from typing import Any

import pytest

from api.ranking.expectations import Expected, Seat, expect, parse_items, parse_seats
from api.ranking.group_reasons import reason_of_member, reason_of_pick, write_stars
from api.ranking.taste import Taste

near = pytest.approx
POPULAR = {"popular": 1.0}


def seat(name: str | None, n_ratings: int = 3, likings: list[dict[str, Any]] | None = None, **weights: float) -> Seat:
    """A member, as SQL answers them."""
    told = {"member_id": f"id of {name}", "name": name, "n_ratings": n_ratings, "likings": likings or []}
    return parse_seats([{**told, "weights": weights or POPULAR}])[0]


def item(item_id: int, n_seats: int, **said: Any) -> dict[str, Any]:
    """An item, as SQL answers it: it is widely liked by `popular`, and 3.5 stars are predicted."""
    nothing = dict.fromkeys(("neighbors", "ease", "cosine", "content"), [None] * n_seats)
    features: dict[str, Any] = {
        "item_type": "movie",
        "year": None,
        "language": None,
        "genres": [],
        "people": [],
        "work_id": None,
    }
    predicted = {"popular": 0.0, "predicted": [3.5] * n_seats, "support": [0] * n_seats}
    return {"item_id": item_id, **nothing, **features, **predicted, **said}


def stars(seats: list[Seat], *items: dict[str, Any]) -> dict[int, list[float]]:
    """The stars of each item."""
    expected = expect(seats, parse_items(items, len(seats)))
    return {item_id: [one.stars for one in opinions] for item_id, opinions in expected.items()}


def test_the_best_by_a_blend_is_four_and_a_half_stars_and_the_worst_two() -> None:
    found = stars([seat("Ada", 19)], item(1, 1, popular=8), item(2, 1, popular=4), item(3, 1, popular=0))

    # 20 of taste and 4 of the prediction 3.5: (20 · 4.5 + 14) / 24, with 3.25 between, and with 2.
    assert found == {1: [near(4.33)], 2: [near(3.29)], 3: [near(2.25)]}


@pytest.mark.parametrize(
    ("n_ratings", "support", "expected"),
    [
        (1, 0, (2 * 4.5 + 4 * 3) / 6),
        (19, 0, (20 * 4.5 + 4 * 3) / 24),
        (500, 0, (20 * 4.5 + 4 * 3) / 24),  # a taste counts 20 at most
        (500, 76, (20 * 4.5 + 80 * 3) / 100),
    ],
)
def test_a_taste_counts_by_its_ratings_and_a_prediction_by_its_support(
    n_ratings: int, support: int, expected: float
) -> None:
    found = stars([seat("Ada", n_ratings)], item(1, 1, popular=8, predicted=[3], support=[support]), item(2, 1))

    assert found[1] == [near(expected, abs=0.005)]


def test_everybody_has_scores_of_their_own() -> None:
    seats = [seat("Ada", 19, ease=1.0), seat("Bob", 19, ease=1.0)]

    found = stars(seats, item(1, 2, ease=[1, None]), item(2, 2, ease=[None, 1]))

    assert found == {1: [4.33, 2.25], 2: [2.25, 4.33]}


def test_who_is_unknown_counts_with_the_mean_of_the_others() -> None:
    seats = [seat("Ada", 19, ease=1.0), seat("Bob", 19, ease=1.0), seat("Zoe", 0)]

    expected = expect(seats, parse_items([item(1, 3, ease=[1, None, None]), item(2, 3, ease=[None, 1, None])], 3))

    assert [one.stars for one in expected[1]] == [4.33, 2.25, 3.29]
    assert [one.is_known for one in expected[1]] == [True, True, False]


def test_if_nobody_is_known_what_is_popular_comes_first() -> None:
    found = stars([seat("Ada", 0), seat("Bob", 0)], item(1, 2), item(2, 2, popular=5))

    assert found == {1: [3.2, 3.2], 2: [3.7, 3.7]}  # (2 + 14) / 5 and (4.5 + 14) / 5


def test_one_candidate_alone_is_neither_the_best_nor_the_worst() -> None:
    assert stars([seat("Ada", 19)], item(1, 1)) == {1: [near((20 * 3.25 + 14) / 24, abs=0.005)]}
    assert stars([seat("Ada")]) == {}


THRILLER, HORROR, TAMIL = ("genre", "Thriller"), ("genre", "Horror"), ("language", "ta")


def opinion(stars: float, **features: float) -> Expected:
    """What somebody is expected to give."""
    named = {"thriller": THRILLER, "horror": HORROR, "tamil": TAMIL}
    return Expected(stars, True, {named[name]: points for name, points in features.items()})


def sentence(name: str | None, expected: Expected) -> tuple[str, str]:
    """The key and the text of a member's reason."""
    reason = reason_of_member(Seat("id", name, 3, Taste(), {}), expected, "movie")
    return reason["key"], reason["text"]


def test_a_member_likes_features_or_does_not() -> None:
    likes = opinion(4, thriller=0.5, tamil=1.0, horror=-2)

    assert sentence("Ada", likes) == ("member_likes", "Ada likes Tamil films and thriller")
    assert sentence(None, likes) == ("member_likes", "Somebody likes Tamil films and thriller")
    assert sentence("Bob", opinion(3.4, thriller=1, horror=-1)) == ("less_members_kind", "Less Bob's kind: horror")
    assert sentence("Ada", opinion(3.5, thriller=1, horror=-1))[1] == "Ada likes thriller"
    # A fifth of the strongest is named; less is not.
    assert sentence("Ada", opinion(4, tamil=1.0, thriller=0.2))[1] == "Ada likes Tamil films and thriller"
    assert sentence("Ada", opinion(4, tamil=1.0, thriller=0.19))[1] == "Ada likes Tamil films"


def test_without_a_feature_the_stars_are_the_reason() -> None:
    assert sentence("Ada", opinion(4.24)) == ("member_expected", "Ada is expected to give it 4.2")
    assert sentence("Ada", opinion(4, thriller=0.09))[0] == "member_expected"
    assert sentence("Ada", opinion(4, thriller=0.1))[0] == "member_likes"
    assert sentence("Ada", opinion(3, thriller=1))[0] == "member_expected"


def test_of_somebody_unknown_nothing_is_claimed() -> None:
    assert sentence("Zoe", Expected(4, False, {})) == (
        "member_unknown",
        "Nothing is known of Zoe's taste yet: counted as the others like it",
    )


def of_pick(*opinions: Expected) -> tuple[str, str]:
    """The key and the text of a pick for Ada, Bob and Cid."""
    seats = [Seat("id", name, 3, Taste(), {}) for name in ("Ada", "Bob", "Cid")][: len(opinions)]
    reason = reason_of_pick(seats, opinions, "movie")
    return reason["key"], reason["text"]


def test_stars_are_written_as_pages_show_them_with_halves_up() -> None:
    assert [write_stars(stars) for stars in (4.04, 4.05, 4.25, 4.35, 5)] == ["4.0", "4.1", "4.3", "4.4", "5.0"]


def test_a_pick_says_whom_it_suits_best_and_why() -> None:
    assert of_pick(opinion(4.5, tamil=1), opinion(4), opinion(3)) == (
        "suits_best",
        "Suits Ada best: Ada likes Tamil films",
    )
    assert of_pick(opinion(4.2), opinion(4.45, thriller=1), opinion(3)) == (
        "suits_best",
        "Suits Ada and Bob best: Bob likes thriller",
    )
    assert of_pick(opinion(4.19), opinion(4.45, thriller=1), opinion(3))[1] == "Suits Bob best: Bob likes thriller"
    assert of_pick(opinion(4), opinion(4.25), opinion(4.1)) == (
        "suits_all",
        "Suits everybody about as much: 4.3 stars expected",
    )
    assert of_pick(opinion(4.5, tamil=1)) == ("suits_best", "Suits Ada: Ada likes Tamil films")
    assert of_pick(opinion(3.4), opinion(2)) == (
        "suits_least_badly",
        "Suits nobody well, least badly Ada: Ada is expected to give it 3.4",
    )
    assert of_pick(Expected(4, False, {})) == (
        "widely_liked",
        "Nothing is known of anybody's taste yet: this is widely liked",
    )
