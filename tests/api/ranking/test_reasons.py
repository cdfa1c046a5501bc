"""Reasons, in literals: what is said of an item, and when nothing is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking.languages import name_of_language
from api.ranking.reason_parts import ReasonParts
from api.ranking.reasons import explain, name_of_feature

Json = dict[str, Any]


def part(source: str, contribution: float = 0.5, feature: tuple[str, str] | None = None) -> Json:
    """A contribution as it is stored."""
    return {"source": source, "contribution": contribution, "feature": feature}


def because(item_id: int, title: str, rating: float | None, share: float = 0.4, *, is_stated: bool = True) -> Json:
    """One of the items a source goes by."""
    return {"item_id": item_id, "title": title, "rating": rating, "share": share, "is_stated": is_stated}


def texts(reasons: list[ReasonParts]) -> list[str]:
    """The sentences."""
    return [reason["text"] for reason in reasons]


def said(source: str, found: Json) -> list[str]:
    """What is said of a source that adds something, by what it went by."""
    return texts(explain([part(source)], {source: found}, "movie"))


DRISHYAM, RAN, EMMA = because(1, "Drishyam", 5), because(2, "Ran", 4.5), because(3, "Emma", 4)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ({"count": 12, "n_liked": 9, "average": 4.42}, "12 people with your taste gave it 4.4 on average"),
        ({"count": 5, "n_liked": 2, "average": 3.75}, "5 people with your taste gave it 3.8 on average"),
        ({"count": 5, "n_liked": 2, "average": 3.74}, "2 people with your taste liked it"),
        (
            {"count": 5, "n_liked": 2, "average": 4.0, "is_simulated": True},
            "5 simulated people with your taste gave it 4.0 on average",
        ),
        (
            {"count": 9, "n_liked": 3, "average": 2.8, "is_simulated": True},
            "3 simulated people with your taste liked it",
        ),
    ],
)
def test_people_of_the_same_taste_are_told_with_an_average_only_where_it_is_good(found: Json, text: str) -> None:
    assert said("neighbors", found) == [text]


@pytest.mark.parametrize("found", [{"count": 9, "n_liked": 1, "average": 4.5}, {"count": 9, "n_liked": 0}, {}])
def test_one_person_who_liked_it_is_no_reason(found: Json) -> None:
    assert said("neighbors", found) == []


@pytest.mark.parametrize("source", ["ease", "cosine"])
@pytest.mark.parametrize(
    ("top", "text"),
    [
        ([DRISHYAM, RAN, EMMA], "Because you gave Drishyam 5 stars and Ran 4.5 stars"),
        ([EMMA], "Because you gave Emma 4 stars"),
        ([because(9, "Dune", 3.5), EMMA], "Because you gave Emma 4 stars"),
        ([because(9, "Dune", 5, -0.2), EMMA], "Because you gave Emma 4 stars"),
        ([because(9, "Dune", 4.5, is_stated=False)], "Because you liked Dune"),
        ([EMMA, because(9, "Dune", 4.5, is_stated=False)], "Because you liked Emma and Dune"),
    ],
)
def test_stars_are_told_only_where_they_were_given_and_meant_liking(source: str, top: list[Json], text: str) -> None:
    assert said(source, {"top": top}) == [text]


@pytest.mark.parametrize("top", [[], [because(9, "Dune", 3.5)], [because(9, "Dune", 5, 0.0)]])
def test_what_was_not_liked_is_no_reason(top: list[Json]) -> None:
    assert said("ease", {"top": top}) == []
    assert said("cosine", {}) == []


def test_a_story_is_like_at_most_two_others() -> None:
    assert said("content", {"top": [DRISHYAM, RAN, EMMA]}) == ["Its story is like Drishyam and Ran"]
    assert said("content", {"top": [EMMA]}) == ["Its story is like Emma"]
    assert said("content", {"top": [because(1, "Dune", 5, 0.0)]}) == said("content", {}) == []


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"like_count": 7, "external_count": 90}, ["Liked by 7 readers here"]),
        ({"like_count": 2}, ["Liked by 2 readers here"]),
        ({"like_count": 1, "external_count": 12345}, ["Widely known: rated 12,345 times elsewhere"]),
        ({"like_count": 0, "external_count": 2}, ["Widely known: rated 2 times elsewhere"]),
        ({"like_count": 0, "external_count": 1}, []),
        ({"like_count": 1, "external_count": None}, []),
        ({"like_count": 7, "simulated_count": 1, "rating_count": 14}, ["Well liked by the demo's simulated raters"]),
        ({"like_count": 7, "simulated_count": 1, "rating_count": 15}, []),
        ({"like_count": 1, "simulated_count": 1, "rating_count": 1}, []),
        ({"like_count": 1, "simulated_count": 9, "external_count": 90}, ["Widely known: rated 90 times elsewhere"]),
        ({}, []),
    ],
)
def test_popularity_names_readers_only_where_there_are_some(found: Json, told: list[str]) -> None:
    assert said("popular", found) == told


def test_a_reason_has_a_key_and_what_its_sentence_is_filled_with() -> None:
    evidence: dict[str, Json] = {
        "neighbors": {"count": 12, "n_liked": 9, "average": 4.5},
        "ease": {"top": [DRISHYAM]},
        "content": {"top": [RAN]},
    }

    reasons = explain([part("neighbors", 0.3), part("ease", 0.5), part("content", 0.2)], evidence, "movie")

    assert reasons == [
        {
            "source": "ease",
            "key": "because_you_liked",
            "params": {"items": [{"item_id": 1, "title": "Drishyam", "rating": 5}]},
            "text": "Because you gave Drishyam 5 stars",
            "contribution": 0.5,
        },
        {
            "source": "neighbors",
            "key": "neighbors_average",
            "params": {"n_people": 12, "average": 4.5, "is_simulated": False},
            "text": "12 people with your taste gave it 4.5 on average",
            "contribution": 0.3,
        },
        {
            "source": "content",
            "key": "similar_story",
            "params": {"items": [{"item_id": 2, "title": "Ran", "rating": 4.5}]},
            "text": "Its story is like Ran",
            "contribution": 0.2,
        },
    ]


@pytest.mark.parametrize(
    ("source", "found", "key", "params"),
    [
        (
            "neighbors",
            {"count": 9, "n_liked": 2, "average": 3},
            "neighbors_liked",
            {"n_people": 2, "is_simulated": False},
        ),
        (
            "neighbors",
            {"count": 9, "n_liked": 2, "average": 3, "is_simulated": True},
            "neighbors_liked",
            {"n_people": 2, "is_simulated": True},
        ),
        (
            "content",
            {"top": [because(9, "Dune", 4.5, is_stated=False)]},
            "similar_story",
            {"items": [{"item_id": 9, "title": "Dune", "rating": None}]},
        ),
        ("popular", {"like_count": 3}, "liked_here", {"n_likes": 3}),
        ("popular", {"like_count": 3, "simulated_count": 9}, "liked_by_simulated", {"n_likes": 3}),
        ("popular", {"external_count": 30}, "known_elsewhere", {"n_ratings": 30}),
    ],
)
def test_every_sentence_has_a_key_of_its_own(source: str, found: Json, key: str, params: Json) -> None:
    [reason] = explain([part(source)], {source: found}, "movie")

    assert (reason["key"], reason["params"]) == (key, params)


@pytest.mark.parametrize("contribution", [0.0, -0.1])
@pytest.mark.parametrize("source", ["neighbors", "ease", "cosine", "content", "popular"])
def test_a_source_that_adds_nothing_is_no_reason(source: str, contribution: float) -> None:
    evidence = {source: {"count": 9, "n_liked": 9, "average": 5, "like_count": 9, "top": [DRISHYAM]}}

    assert explain([part(source, contribution)], evidence, "movie") == []


def test_likings_are_one_sentence_of_the_three_strongest_and_dislikes_another_after_it() -> None:
    likings = [
        part("taste", 0.30, ("language", "ta")),
        part("taste", 0.10, ("decade", "1990")),
        part("taste", 0.20, ("genre", "Thriller")),
        part("taste", 0.08, ("person", "Mani Ratnam")),
        part("taste", -0.05, ("genre", "Horror")),
        part("type", -0.1, ("type", "movie")),
    ]

    liked, disliked = explain(likings, {}, "movie")

    assert liked["text"] == "You like Tamil films, thriller and films of the 1990s"
    assert (liked["source"], liked["key"], liked["contribution"]) == ("taste", "you_like", pytest.approx(0.68))
    assert liked["params"]["features"][0] == {"kind": "language", "name": "ta"}
    assert disliked["text"] == "Less your kind: films and horror"
    assert (disliked["key"], disliked["contribution"]) == ("less_your_kind", pytest.approx(-0.15))


@pytest.mark.parametrize(("weaker", "text"), [(0.21, "You like drama and noir"), (0.19, "You like drama")])
def test_a_liking_less_than_a_fifth_of_the_strongest_is_not_named(weaker: float, text: str) -> None:
    parts = [part("taste", 1.0, ("genre", "Drama")), part("taste", weaker, ("genre", "Noir"))]

    assert texts(explain(parts, {}, "movie")) == [text]


def test_that_many_like_it_is_said_only_where_little_else_is() -> None:
    evidence: dict[str, Json] = {"popular": {"like_count": 9}, "ease": {"top": [DRISHYAM]}, "content": {"top": [RAN]}}
    two = [part("popular", 0.4), part("ease", 0.3)]

    assert texts(explain(two, evidence, "movie")) == ["Liked by 9 readers here", "Because you gave Drishyam 5 stars"]
    assert texts(explain([*two, part("content", 0.2)], evidence, "movie")) == [
        "Because you gave Drishyam 5 stars",
        "Its story is like Ran",
    ]


def test_what_speaks_against_an_item_does_not_silence_that_many_like_it() -> None:
    parts = [part("popular", 0.4), part("ease", 0.3), part("taste", -0.2, ("genre", "Horror"))]

    reasons = explain(parts, {"popular": {"like_count": 9}, "ease": {"top": [DRISHYAM]}}, "movie")

    assert [reason["source"] for reason in reasons] == ["popular", "ease", "taste"]


def test_what_variety_did_is_said_at_the_very_end() -> None:
    parts = [part("popular", 0.4), part("taste", -0.2, ("genre", "Horror"))]
    variety = {"rank": 17, "genres": ["Music", "War", "Western"]}

    reasons = explain(parts, {"popular": {"like_count": 9}}, "movie", variety)

    assert texts(reasons) == ["Liked by 9 readers here", "Less your kind: horror", "Brings variety: music and war"]
    assert reasons[-1]["params"] == {"genres": ["Music", "War", "Western"]}
    assert (reasons[-1]["source"], reasons[-1]["key"], reasons[-1]["contribution"]) == (
        "variety",
        "brings_variety",
        0.0,
    )
    assert len(explain(parts, {}, "movie", {"rank": 3, "genres": []})) == 1


@pytest.mark.parametrize(
    ("kind", "name", "of_films", "of_books"),
    [
        ("language", "ta", "Tamil films", "Tamil books"),
        ("language", "xx", "xx films", "xx books"),
        ("decade", "1990", "films of the 1990s", "books of the 1990s"),
        ("type", "book", "films", "books"),
        ("genre", "Science Fiction", "science fiction", "science fiction"),
        ("person", "Mani Ratnam", "Mani Ratnam", "Mani Ratnam"),
    ],
)
def test_features_are_named_as_one_says_them(kind: str, name: str, of_films: str, of_books: str) -> None:
    assert (name_of_feature(kind, name, "movie"), name_of_feature(kind, name, "book")) == (of_films, of_books)


def test_languages_go_by_their_english_names_and_unknown_ones_by_their_codes() -> None:
    assert [name_of_language(code) for code in ("hi", "ml", "cn", "zh", "xx")] == [
        "Hindi",
        "Malayalam",
        "Cantonese",
        "Chinese",
        "xx",
    ]


@given(some.dictionaries(some.sampled_from(("neighbors", "ease", "cosine", "content", "popular")), some.floats(-1, 1)))
def test_the_weightiest_reason_comes_first_and_none_adds_nothing(added: dict[str, float]) -> None:
    found = {"count": 9, "n_liked": 9, "average": 5, "like_count": 9, "top": [DRISHYAM]}

    told = explain([part(*one) for one in added.items()], dict.fromkeys(added, found), "movie")

    assert [reason["contribution"] for reason in told] == sorted((one["contribution"] for one in told), reverse=True)
    assert all(reason["contribution"] > 0 for reason in told)
