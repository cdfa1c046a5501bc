"""The taste model of the demo's simulated raters."""

from collections import Counter
from itertools import pairwise
from random import Random
from statistics import correlation, mean, median

import pytest

from api.jobs.demo.loading import demo_records
from api.jobs.demo.people import CIRCLES, Person, draw_person, people_of, reach
from api.jobs.demo.raters import LATEST, SPAN_SECONDS, draw_items, simulate_ratings, to_stars

ITEMS = [{"id": place, **record} for place, record in enumerate(demo_records(), 1)]
BY_ID = {item["id"]: item for item in ITEMS}
GENRES = sorted({genre for item in ITEMS for genre in item["genres"]})


def a_person(**given: object) -> Person:
    """Somebody from Chennai who loves thrillers and avoids romance."""
    plain = {
        "languages": ("ta", "te"),
        "is_cinephile": False,
        "likings": {"Thriller": 1.0, "Drama": -0.5},
        "favorites": frozenset({"Mani Ratnam"}),
        "era": 2000,
        "habit": (1.0, 0.4),
        "leniency": 0.0,
        "gives_whole_stars": False,
    }
    return Person(**{**plain, **given})  # type: ignore[arg-type]


def an_item(**given: object) -> dict[str, object]:
    """A Tamil thriller of the year 2000 that half of the people know."""
    plain = {"id": 1, "item_type": "movie", "genres": ["Thriller"], "language": "ta", "year": 2000, "fame": 2}
    return {**plain, **given}


def test_every_item_has_a_fame_from_1_to_5() -> None:
    assert Counter(item["fame"] for item in ITEMS) == {1: 17, 2: 43, 3: 85, 4: 68, 5: 27}


def test_the_circles_speak_of_genres_that_there_are() -> None:
    spoken_of = set().union(*(loved | avoided for loved, avoided in CIRCLES.values()))

    assert spoken_of - set(GENRES) == set()
    assert all(loved.isdisjoint(avoided) for loved, avoided in CIRCLES.values())


def test_the_same_seed_makes_the_same_people_and_another_others() -> None:
    assert simulate_ratings(ITEMS, 20) == simulate_ratings(ITEMS, 20)
    assert simulate_ratings(ITEMS, 20) != simulate_ratings(ITEMS, 20, seed=1)


def test_ratings_are_half_stars_of_items_that_exist_one_each() -> None:
    ratings = simulate_ratings(ITEMS)

    assert {rating.rating for rating in ratings} == {n / 2 for n in range(1, 11)}
    assert len({(rating.rater, rating.item_id) for rating in ratings}) == len(ratings)
    assert {rating.rater for rating in ratings} == set(range(1, 401))
    assert {rating.item_id for rating in ratings} == set(BY_ID)
    assert all(LATEST - SPAN_SECONDS < rating.rated_at <= LATEST for rating in ratings)


def test_the_community_is_as_large_and_as_lenient_as_it_says() -> None:
    ratings = simulate_ratings(ITEMS)
    by_rater = Counter(rating.rater for rating in ratings)
    stars = [rating.rating for rating in ratings]

    assert 11_000 < len(ratings) < 13_000
    assert (min(by_rater.values()), max(by_rater.values())) == (8, 100)
    assert 24 <= median(by_rater.values()) <= 28
    assert 3.4 < mean(stars) < 3.65
    assert 0.41 < mean(star >= 4 for star in stars) < 0.5
    assert 0.08 < mean(star <= 2 for star in stars) < 0.13


@pytest.mark.parametrize("seed", [20260101, 1, 2])
def test_what_is_popular_is_what_is_famous(seed: int) -> None:
    ratings = simulate_ratings(ITEMS, seed=seed)
    likes = Counter(rating.item_id for rating in ratings if rating.rating >= 4)
    best_liked = [BY_ID[item_id]["fame"] for item_id, _ in likes.most_common(20)]
    seen = Counter(rating.item_id for rating in ratings)
    by_fame = [mean(seen[item["id"]] for item in ITEMS if item["fame"] == fame) for fame in range(1, 6)]

    assert min(best_liked) >= 4
    assert mean(best_liked) >= 4.5
    # Everybody meets an item of the next fame 1.9 times as often; but lists are short, and languages and tastes differ.
    assert all(more > 1.5 * less for less, more in pairwise(by_fame))
    assert correlation([item["fame"] for item in ITEMS], [likes[item["id"]] for item in ITEMS]) > 0.6


def test_a_liking_by_hand() -> None:
    person = a_person()

    # 1 + 0.35 for a language of theirs + 0.35 · e⁰ − 0.15 = 1.55
    assert person.liking(an_item()) == pytest.approx(1.55)
    # (1 − 0.5) / 2^0.7 = 0.3078; a language of theirs 0.35; a favorite 0.4; 15 years away 0.35 · e⁻¹ = 0.1288; − 0.15
    assert person.liking(
        an_item(genres=["Thriller", "Drama"], language="te", year=1985, directors=["Mani Ratnam"])
    ) == pytest.approx(1.0366, abs=1e-4)
    # Nothing known of the genre; − 0.3 for a foreign language; 30 years away 0.35 · e⁻² = 0.0474; − 0.15
    assert person.liking(an_item(genres=["War"], language="fr", year=1970)) == pytest.approx(-0.4026, abs=1e-4)
    # English is 0.1; a year that nobody knows is of any era: 0.1 + 0.35 − 0.15
    assert person.liking(an_item(genres=[], language="en", year=None)) == pytest.approx(0.3)
    # To a cinephile nothing is foreign and no era far: 0.1 + 0.35 / 2 − 0.15
    assert a_person(is_cinephile=True).liking(an_item(genres=["War"], language="fr", year=1927)) == pytest.approx(0.125)


def test_how_often_something_is_met_by_hand() -> None:
    # 1.9² = 3.61 · 6 at home; a book 0.4 as often
    assert a_person().meets(an_item()) == pytest.approx(21.66)
    assert a_person().meets(an_item(item_type="book")) == pytest.approx(8.664)


@pytest.mark.parametrize(
    ("language", "languages", "is_cinephile", "expected"),
    [
        ("ta", ("ta", "te"), False, 6),
        ("te", ("ta", "te"), False, 3),
        ("en", ("ta", "te"), True, 2),
        ("hi", ("ta", "te"), False, 1.6),
        ("hi", ("en",), False, 0.6),
        ("pa", ("ta", "te"), False, 0.2),
        ("ko", ("ta", "te"), False, 0.5),
        ("ko", ("ta", "te"), True, 1.5),
        ("pa", ("ta", "te"), True, 1.5),
    ],
)
def test_what_is_near_gets_further(
    language: str, languages: tuple[str, ...], is_cinephile: bool, expected: float
) -> None:
    assert reach(language, languages, is_cinephile) == expected


@pytest.mark.parametrize(
    ("opinion", "halves", "whole"),
    [(3.74, 3.5, 4), (3.75, 4, 4), (3.49, 3.5, 3), (-1, 0.5, 1), (0.6, 0.5, 1), (9, 5, 5)],
)
def test_an_opinion_becomes_stars(opinion: float, halves: float, whole: float) -> None:
    assert (to_stars(opinion, False), to_stars(opinion, True)) == (halves, whole)


def test_people_are_drawn_with_two_circles_at_most_and_twelve_favorites() -> None:
    people = [draw_person(Random(seed), ITEMS, GENRES) for seed in range(400)]

    assert 0.28 < mean(len(person.languages) == 2 for person in people) < 0.42
    assert 0.17 < mean(person.languages[0] == "hi" for person in people) < 0.27
    assert 0.12 < mean(person.is_cinephile for person in people) < 0.28
    assert {len(person.favorites) for person in people} == {12}
    assert people[0].favorites <= {name for item in ITEMS for name in people_of(item)}


def test_who_sees_films_only_rates_no_book() -> None:
    drawn = draw_items(Random(1), ITEMS, a_person(habit=(1.0, 0.0)))

    assert {item["item_type"] for item in drawn} == {"movie"}


def test_taste_shows_people_agree_with_themselves_more_than_with_others() -> None:
    dark = {item["id"] for item in ITEMS if {"Horror", "Thriller"}.intersection(item["genres"])}
    ratings = simulate_ratings(ITEMS)
    gaps = []
    for rater in range(1, 401):
        own = [rating for rating in ratings if rating.rater == rater]
        of_dark = [rating.rating for rating in own if rating.item_id in dark]
        of_light = [rating.rating for rating in own if rating.item_id not in dark]
        if len(of_dark) >= 3 and len(of_light) >= 3:
            gaps.append(mean(of_dark) - mean(of_light))

    assert len(gaps) > 200
    assert max(gaps) > 0.8
    assert min(gaps) < -0.8
