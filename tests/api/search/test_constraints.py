"""What a question demands, read without a model. Every case is a whole answer."""

from typing import Any

import pytest

from api.search.constraints import parse_constraints


@pytest.mark.parametrize(
    ("question", "demands", "rest"),
    [
        (
            "tamil thriller after 2015 under 2 hours not horror",
            {
                "languages": ["ta"],
                "genres": ["Thriller"],
                "year_from": 2016,
                "runtime_max": 120,
                "exclude_genres": ["Horror"],
            },
            "",
        ),
        ("korean films about a family", {"languages": ["ko"], "item_type": "movie"}, "a family"),
        ("a hindi romance", {"languages": ["hi"], "genres": ["Romance"]}, ""),
        ("books about whales", {"item_type": "book"}, "whales"),
        ("science fiction novels from the 1960s", {"genres": ["Science Fiction"], "item_type": "book"}
         | {"year_from": 1960, "year_to": 1969}, ""),
        ("sci-fi and horror movies before 1980", {"genres": ["Science Fiction", "Horror"], "item_type": "movie"}
         | {"year_to": 1979}, ""),
        ("heist in bengali", {"languages": ["bn"]}, "heist"),
        ("robots since 1990", {"year_from": 1990}, "robots"),
        ("robots between 1980 and 1990", {"year_from": 1980, "year_to": 1990}, "robots"),
        ("comedies from 2004", {"genres": ["Comedy"], "year_from": 2004, "year_to": 2004}, ""),
        ("a long voyage at most 90 minutes", {"runtime_max": 90}, "a long voyage"),
        ("a long voyage under 1h30m", {"runtime_max": 90}, "a long voyage"),
        ("a voyage less than two and a half hours", {}, "a voyage less than two and a half hours"),
        ("a voyage under 1.5 hours", {"runtime_max": 90}, "a voyage"),
        ("a voyage under 999 hours 999 minutes", {"runtime_max": 60_939}, "a voyage"),
        ("a voyage under 1000 hours", {}, "a voyage under 1000 hours"),
        (f"a voyage under {'9' * 900} hours", {}, f"a voyage under {'9' * 900} hours"),
        ("a voyage under 9999 minutes", {"runtime_max": 9999}, "a voyage"),
        ("a voyage under 10000 minutes", {}, "a voyage under 10000 minutes"),
        ("ghosts, no comedy or romance", {"exclude_genres": ["Comedy", "Romance"]}, "ghosts"),
        ("tamil gangster movies", {"languages": ["ta"], "item_type": "movie"}, "gangster"),
        ("funny hindi movie about college friends", {"languages": ["hi"], "genres": ["Comedy"], "item_type": "movie"},
         "college friends"),
        ("90s action", {"genres": ["Action"], "year_from": 1990, "year_to": 1999}, ""),
        ("action 2010-2015", {"genres": ["Action"], "year_from": 2010, "year_to": 2015}, ""),
        ("bengali movies 1955 to 1965", {"languages": ["bn"], "item_type": "movie"}
         | {"year_from": 1955, "year_to": 1965}, ""),
        ("best movies of 2018", {"item_type": "movie", "order_by": "rating", "year_from": 2018, "year_to": 2018}, ""),
        ("top 10 horror films of all time", {"item_type": "movie", "order_by": "rating", "genres": ["Horror"]}, ""),
        ("new telugu movies", {"languages": ["te"], "item_type": "movie", "order_by": "newest"}, ""),
        ("popular books from the late 90s", {"item_type": "book", "order_by": "popular"}
         | {"year_from": 1995, "year_to": 1999}, ""),
        ("comedies from the eighties", {"genres": ["Comedy"], "year_from": 1980, "year_to": 1989}, ""),
        ("early 2000s romcoms", {"genres": ["Romance", "Comedy"], "year_from": 2000, "year_to": 2004}, ""),
        ("10s thriller", {"genres": ["Thriller"], "year_from": 2010, "year_to": 2019}, ""),
        ("movies from the last 5 years", {"item_type": "movie", "year_from": 2021}, ""),
        ("movies of last year", {"item_type": "movie", "year_from": 2025, "year_to": 2025}, ""),
        ("old hindi movies", {"languages": ["hi"], "item_type": "movie", "year_to": 1996}, ""),
        ("thriller 2027", {"genres": ["Thriller"], "year_from": 2027, "year_to": 2027}, ""),
        ("a robot of 2028", {}, "a robot of 2028"),
        ("space horror", {"genres": ["Horror"]}, "space"),
        ("korean zombie", {"languages": ["ko"]}, "zombie"),
        ("anime", {"genres": ["Animation"], "languages": ["ja"]}, ""),
        ("bollywood romance", {"languages": ["hi"], "genres": ["Romance"], "item_type": "movie"}, ""),
        ("world war 2 movies", {"item_type": "movie"}, "world war 2"),
        ("movies set in 1944", {"item_type": "movie"}, "set in 1944"),
        ("something scary to watch tonight", {"genres": ["Horror"]}, ""),
        ("show me some animated family films", {"genres": ["Animation", "Family"], "item_type": "movie"}, ""),
        ("80s action movie", {"genres": ["Action"], "item_type": "movie", "year_from": 1980, "year_to": 1989}, ""),
    ],
)  # fmt: skip
def test_words_of_constraint_are_understood(question: str, demands: dict[str, Any], rest: str) -> None:
    found = parse_constraints(question, 2026)

    assert found.demands() == demands
    assert found.rest == rest


@pytest.mark.parametrize(
    "question",
    [
        "a french spy falls in love during the war",
        "an english teacher in a tamil village",
        "two brothers and a music box",
        "the crime of father amaro",
        "a horror writer looks for his wife",
        "2001: a space odyssey",
        "1917",
        "nineteen eighty-four",
        "war and peace",
        "history of our species",
        "the greek alphabet",
        "a man lives under two bridges",
        "murder on the orient express",
        "western union",
        "family man hides a killing",
        "lost in translation",
        "not without my daughter",
    ],
)
def test_a_story_or_a_title_is_left_as_it_is(question: str) -> None:
    found = parse_constraints(question, 2026)

    assert found.demands() == {}
    assert found.rest == question


@pytest.mark.parametrize(
    "question", ["", "   ", "not", "under", "in", "after 99999", "from", "🎬", "a" * 1000, "not " * 300]
)
def test_nothing_to_understand_is_no_constraint_and_no_error(question: str) -> None:
    assert parse_constraints(question, 2026).demands() == {}


@pytest.mark.parametrize(
    ("question", "demands", "rest"),
    [
        ("not scary", {"exclude_genres": ["Horror"]}, ""),
        ("everything except comedies", {"exclude_genres": ["Comedy"]}, ""),
        ("sci-fi without robots", {"genres": ["Science Fiction"], "exclude_words": ["robots"]}, ""),
        ("science fiction but nothing with robots", {"genres": ["Science Fiction"], "exclude_words": ["robots"]}, ""),
        ("space film -robots", {"item_type": "movie", "exclude_words": ["robots"]}, "space"),
        ("no zombies", {"exclude_words": ["zombies"]}, ""),
        ("movies not starring tom hanks", {"item_type": "movie", "exclude_words": ["tom hanks"]}, ""),
        ("films of satyajit ray without soumitra chatterjee",
         {"item_type": "movie", "exclude_words": ["soumitra chatterjee"]}, "satyajit ray"),
        ("crime movies without drugs or guns",
         {"item_type": "movie", "genres": ["Crime"], "exclude_words": ["drugs", "guns"]}, ""),
        ("non-english crime films", {"item_type": "movie", "genres": ["Crime"], "exclude_languages": ["en"]}, ""),
        ("movies that are not in hindi", {"item_type": "movie", "exclude_languages": ["hi"]}, ""),
        ("stories of the sea, no movies", {"item_type": "book"}, "stories of the sea"),
        ("horror novels not by stephen king",
         {"item_type": "book", "genres": ["Horror"], "exclude_words": ["stephen king"]}, ""),
    ],
)  # fmt: skip
def test_what_is_not_wanted_is_understood(question: str, demands: dict[str, Any], rest: str) -> None:
    found = parse_constraints(question, 2026)

    assert (found.demands(), found.rest, found.not_understood) == (demands, rest, [])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("a man with no memory", ["with no memory"]),
        ("rebel without a cause", ["without a cause"]),
        ("no country for old men", ["no country for old men"]),
        ("she does not speak", ["not speak"]),
    ],
)
def test_a_negation_that_may_tell_a_story_stays_and_is_said(question: str, told: list[str]) -> None:
    found = parse_constraints(question, 2026)

    assert (found.demands(), found.rest, found.not_understood) == ({}, question, told)


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("movies not starring tom hanks or meg ryan", ["tom hanks", "meg ryan"]),
        ("horror novels not by stephen king", ["stephen king"]),
        ("crime movies without drugs", []),
    ],
)
def test_who_is_not_wanted_is_told_from_what_is_not(question: str, people: list[str]) -> None:
    assert parse_constraints(question, 2026).exclude_people == people
