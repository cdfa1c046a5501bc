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
        ("ghosts, no comedy or romance", {"exclude_genres": ["Comedy", "Romance"]}, "ghosts"),
        ("80s action movie", {"genres": ["Action"], "item_type": "movie", "year_from": 1980, "year_to": 1989}, ""),
    ],
)  # fmt: skip
def test_words_of_constraint_are_understood(question: str, demands: dict[str, Any], rest: str) -> None:
    found = parse_constraints(question)

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
    found = parse_constraints(question)

    assert found.demands() == {}
    assert found.rest == question


@pytest.mark.parametrize(
    "question", ["", "   ", "not", "under", "in", "after 99999", "from", "🎬", "a" * 1000, "not " * 300]
)
def test_nothing_to_understand_is_no_constraint_and_no_error(question: str) -> None:
    assert parse_constraints(question).demands() == {}
