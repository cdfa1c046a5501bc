"""Every number a question may say in words, and every limit of the grammar that reads it, from both sides."""

from typing import Any

import pytest

from api.search.constraints import parse_constraints

TODAY = 2026


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("under an hour", 60),
        ("under one hour", 60),
        ("Under Two Hours", 120),
        ("under three hours", 180),
        ("under two hours and a half", 150),
        ("under 1 hour and 10 minutes", 70),
    ],
)
def test_running_times_in_words_are_understood(said: str, minutes: int) -> None:
    found = parse_constraints(f"a voyage {said}", TODAY)

    assert (found.demands(), found.rest) == ({"runtime_max": minutes}, "a voyage")


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("from the twenties", 1920, 1929),
        ("from the thirties", 1930, 1939),
        ("from the forties", 1940, 1949),
        ("from the fifties", 1950, 1959),
        ("from the sixties", 1960, 1969),
        ("from the seventies", 1970, 1979),
        ("from the eighties", 1980, 1989),
        ("from the nineties", 1990, 1999),
        ("from the noughties", 2000, 2009),
        ("from the 2000s", 2000, 2009),
        ("from the 00s", 2000, 2009),
        ("from the 10s", 2010, 2019),
        ("from the 20s", 1920, 1929),
        ("from the early seventies", 1970, 1974),
        ("from the mid seventies", 1973, 1976),
        ("from the late seventies", 1975, 1979),
        ("until 2010", None, 2010),
        ("from 2010 on", 2010, None),
        ("of this year", TODAY, TODAY),
        ("from the last 7 years", TODAY - 7, None),
        ("from the last decade", TODAY - 10, None),
        ("over the past decade", TODAY - 10, None),
    ],
)
def test_every_way_to_say_years_is_understood(said: str, first: int | None, last: int | None) -> None:
    found = parse_constraints(f"ghosts {said}", TODAY)

    assert (found.year_from, found.year_to, found.rest) == (first, last, "ghosts")


@pytest.mark.parametrize(
    ("question", "is_guess"),
    [
        ("ghosts", False),
        ("thriller 2018", True),
        ("thriller from 2018", False),
        ("2018 thriller", False),
        ("thriller from the eighties", False),
        ("greek wedding", True),
        ("greek wedding 2018", True),
    ],
)
def test_words_that_may_be_a_titles_are_a_guess_and_no_others(question: str, is_guess: bool) -> None:
    assert parse_constraints(question, TODAY).is_guess is is_guess


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("no talking dogs", ["talking dogs"]),
        ("not starring anna maria trapp", ["anna maria trapp"]),
        ("movies without red green blue gold", ["red green blue gold"]),
        ("ghosts, no puppets", ["puppets"]),
        ("ghosts except puppets", ["puppets"]),
        ("ghosts not starring tom hanks", ["tom hanks"]),
        ("movies without robots, no robots", ["robots"]),
        ("movies without language", ["language"]),
        ("movies without Robot Movies", ["Robot"]),
    ],
)
def test_what_is_not_wanted_is_excluded_once_and_by_its_own_words(question: str, words: list[str]) -> None:
    found = parse_constraints(question, TODAY)

    assert (found.exclude_words, found.not_understood) == (words, [])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("no talking dogs again", "no talking dogs again"),
        ("movies without aa bb cc dd ee", "without aa bb cc dd ee"),
        ("movies without ghosts or aa bb cc dd ee", "without ghosts or aa bb cc dd ee"),
        ("ghosts without horror or nonsense", "without horror or nonsense"),
        ("a horror film that does not scare", "not scare"),
    ],
)
def test_what_may_tell_a_story_excludes_nothing(question: str, told: str) -> None:
    found = parse_constraints(question, TODAY)

    assert (found.exclude_words, found.exclude_genres, found.not_understood) == ([], [], [told])


@pytest.mark.parametrize(
    ("question", "demands", "rest"),
    [
        ("ghosts not horror", {"exclude_genres": ["Horror"]}, "ghosts"),
        ("stories of the sea, no books", {"item_type": "movie"}, "stories of the sea"),
        ("stories of the sea, no movies", {"item_type": "book"}, "stories of the sea"),
        ("waiting for tonight", {}, "waiting for tonight"),
        ("a movie for tonight", {"item_type": "movie"}, ""),
    ],
)
def test_a_kind_or_genre_is_excluded_and_noise_is_taken_out_of_a_wish_alone(
    question: str, demands: dict[str, Any], rest: str
) -> None:
    found = parse_constraints(question, TODAY)

    assert (found.demands(), found.rest) == (demands, rest)
