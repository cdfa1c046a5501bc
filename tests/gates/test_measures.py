"""The measures of the gates, by hand, and the personas that they are taken of."""

import pytest

from api.jobs.demo.loading import demo_records
from api.jobs.evaluate.persona import (
    Kind,
    Persona,
    Traits,
    excess,
    opposite_pairs,
    overlap,
    share_of_new,
    share_that_fit,
)
from tests.gates.personas import PERSONAS
from tests.gates.table import AVOIDED, BOOKS, FIT
from tests.gates.truth import correlation, is_near, n_told, neighbor_reasons_hold

HIGH, LOW = 4.0, 2.0
NOIR = Traits("movie", ["Crime", "Drama"], "en", 1946, ["Billy Wilder"])
DANCE = Traits("movie", ["Music"], "hi", 1995)
NOVEL = Traits("book", ["Crime"], "en", None)


def test_an_item_is_of_a_kind_that_asks_for_what_it_has() -> None:
    assert Kind(genres=("Crime", "War"), languages=("en",), since=1946, until=1946, item_type="movie").has(NOIR)
    assert Kind(people=("Billy Wilder",)).has(NOIR)
    assert not Kind(genres=("Crime",), languages=("hi",)).has(NOIR)
    assert not Kind(since=1947).has(NOIR)
    assert not Kind(until=1945).has(NOIR)
    assert not Kind(item_type="book").has(NOIR)
    assert not Kind(until=1999).has(NOVEL)  # an unknown year is of no time


def test_a_list_fits_by_the_share_of_items_of_any_kind() -> None:
    persona = Persona("noir", {}, (Kind(genres=("Crime",), item_type="movie"), Kind(languages=("hi",))), "War")

    assert share_that_fit(persona, [NOIR, DANCE, NOVEL, NOVEL]) == 0.5
    assert share_that_fit(persona, []) == 0


def test_lists_are_compared_by_what_is_in_both() -> None:
    assert overlap([1, 2, 3, 4], [4, 5, 6, 1]) == 0.5
    assert overlap([1, 2], [1, 2, 3, 4]) == 0.5
    assert overlap([], []) == 0
    assert share_of_new([1, 2, 3, 4], [2, 1, 5, 6]) == 0.5


def test_the_excess_of_a_genre_is_its_share_above_the_catalogue() -> None:
    # One of two shown, two of four there are.
    assert excess("Crime", [NOIR, DANCE], [NOIR, DANCE, NOVEL, DANCE]) == 0
    assert excess("Music", [NOIR, NOVEL], [NOIR, DANCE, NOVEL, DANCE]) == -0.5


def test_a_pair_of_opposites_is_told_once_whoever_names_the_other() -> None:
    one, two, three = Persona("a", {}, (), "", ("a", "b")), Persona("b", {}, (), ""), Persona("c", {}, (), "", ("a",))

    assert opposite_pairs([one, two, three]) == [("a", "b"), ("a", "c")]


def test_two_who_like_the_same_go_together_and_two_who_differ_do_not() -> None:
    mine, alike, unlike = {1: 5.0, 2: 5.0, 3: 1.0}, {1: 4.0, 2: 5.0, 3: 2.0}, {1: 1.0, 2: 2.0, 3: 5.0}

    # From 2.75: (2.25, 2.25, −1.75) and (1.25, 2.25, −0.75): Σ xy = 2.8125 + 5.0625 + 1.3125 = 9.1875;
    # √(13.1875 · 7.1875) = 9.7358; 9.1875 / 9.7358 = 0.9437.
    assert correlation(mine, alike) == pytest.approx(0.9437, abs=5e-5)
    assert is_near(mine, alike)
    assert not is_near(mine, unlike)
    assert not is_near(mine, {1: 5.0, 2: 5.0})  # two of three are too few
    assert is_near({1: 5.0, 2: 5.0}, {1: 5.0, 2: 5.0})  # all of a shorter history are enough


def test_a_reason_holds_where_two_such_people_liked_the_item() -> None:
    mine = {1: 5.0, 2: 5.0, 3: 1.0}
    others = {n: {1: 4.0, 2: 5.0, 3: 2.0, 9: stars} for n, stars in enumerate((HIGH, HIGH, LOW))}

    def told(text: str) -> list[bool]:
        reasons = [{"source": "neighbors", "text": text}, {"source": "popular", "text": "99 people"}]
        return neighbor_reasons_hold([{"id": 9, "reasons": reasons}], mine, others)

    assert told("3 people with your taste gave it 3.3 on average") == [True]
    assert told("4 people with your taste gave it 3.3 on average") == [False]
    assert told("2 people with your taste liked it") == [True]
    assert told("3 people with your taste liked it") == [False]
    del others[0]
    assert told("one person with your taste gave it 4") == [False]  # one is not enough


def test_a_sentence_tells_a_number_or_means_two() -> None:
    assert [n_told({"text": text}) for text in ("12 people", "one person with", "people with")] == [12, 1, 2]


def test_a_gate_is_passed_at_its_limit_and_where_it_says_below_not_even_there() -> None:
    assert FIT.passes(0.70)
    assert not FIT.passes(0.69)
    assert BOOKS.passes(0.20)
    assert not BOOKS.passes(0.21)
    assert not AVOIDED.passes(0)
    assert AVOIDED.passes(-0.01)


def test_there_are_twenty_personas_whose_lists_could_fit_whole() -> None:
    catalogue = {
        ("book: " if one["item_type"] == "book" else "") + one["title"]: Traits(
            one["item_type"],
            one["genres"],
            one["language"],
            one["year"],
            [*one.get("directors", ()), *one.get("authors", ()), *one.get("cast", ())],
        )
        for one in demo_records()
    }

    assert len(PERSONAS) == len({persona.name for persona in PERSONAS}) >= 20
    assert all(persona.opposites for persona in PERSONAS)
    for persona in PERSONAS:
        rated = {title: catalogue[title] for title in persona.ratings}
        high = [item for title, item in rated.items() if persona.ratings[title] >= HIGH]
        low = [item for title, item in rated.items() if persona.ratings[title] <= LOW]
        assert 5 <= len(rated) <= 8, persona.name
        assert len(high) + len(low) == len(rated), persona.name
        assert low, persona.name
        assert all(persona.avoids in item.genres for item in low), persona.name
        assert not any(persona.avoids in item.genres for item in high), persona.name
        assert sum(persona.likes(item) for title, item in catalogue.items() if title not in rated) >= 20, persona.name
