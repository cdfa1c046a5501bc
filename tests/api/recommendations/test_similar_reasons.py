"""What is said of two items that are alike: only what is true, each with a key and parameters."""

from typing import Any

import pytest

from api.recommendations.similar import explain, present

NOTHING: dict[str, Any] = {
    "has_title": False,
    "story": None,
    "genres": [],
    "keywords": [],
    "maker": None,
    "people": [],
    "together": None,
    "is_simulated": False,
}


@pytest.mark.parametrize(
    ("alike", "said"),
    [
        ({}, []),
        ({"has_title": True}, [("same_title", {"item_type": "book"}, "The book of the same title")]),
        (
            {"maker": "Ridley Scott", "people": ["Ridley Scott", "Ford"]},
            [
                ("same_maker", {"name": "Ridley Scott"}, "Also by Ridley Scott"),
                ("same_people", {"names": ["Ford"]}, "Also with Ford"),
            ],
        ),
        ({"people": ["Ann", "Bob", "Cid"]}, [("same_people", {"names": ["Ann", "Bob"]}, "Also with Ann and Bob")]),
        ({"story": 0.249}, []),
        ({"story": 0.25}, [("story", {"likeness": 0.25}, "A similar story")]),
        (
            {"together": 0.456},
            [("rated_together", {"phi": 0.46, "is_simulated": False}, "Often liked by the same people")],
        ),
        (
            {"together": 0.4, "is_simulated": True},
            [("rated_together", {"phi": 0.4, "is_simulated": True}, "Often liked by the same simulated people")],
        ),
        ({"genres": ["War", "Noir", "Drama"]}, [("genres", {"names": ["War", "Noir"]}, "Also War and Noir")]),
        ({"keywords": ["rain", "sea", "fog"]}, [("keywords", {"names": ["rain", "sea"]}, "Also about: rain, sea")]),
    ],
)
def test_what_is_true_is_said_and_nothing_else(alike: dict[str, Any], said: list[tuple[str, Any, str]]) -> None:
    reasons = explain(NOTHING | alike, "book")

    assert [(reason["key"], reason["params"], reason["text"]) for reason in reasons] == said


def test_the_method_names_what_was_found_in_the_order_of_the_keys() -> None:
    found = [
        {"id": 1, "item_type": "movie", "alike": NOTHING | {"genres": ["War"]}},
        {"id": 2, "item_type": "movie", "alike": NOTHING | {"story": 0.5, "genres": ["War"]}},
    ]

    assert present(found)["method"] == "story+genres"
    assert present([])["method"] == "story"
