"""What moves a reader's lists in our own document: of an item or of a feature, and clear."""

import json
from typing import Any

import pytest

from tests.api.readers.library.exports import bad_rows, records

RAN = {"id": 7, "item_type": "movie", "title": "Ran", "year": 1985}
MAY_1 = "2024-05-01T10:00:00+00:00"


def influence(**fields: Any) -> bytes:
    """A document of one influence."""
    entry = {"weight": 0.5, "set_at": MAY_1, **fields}
    return json.dumps({"format": "cinelibre-library", "version": 1, "influences": [entry]}).encode()


def test_what_moves_lists_is_of_an_item_or_of_a_feature() -> None:
    [of_an_item] = records(influence(kind="item", item=RAN))
    [of_a_genre] = records(influence(kind="genre", name="War", weight=2))

    said = {"kind": "item", "weight": 0.5, "set_at": MAY_1}
    assert of_an_item == {"row": 1, "file": "influences", **RAN, "influence": said}
    said = {"kind": "genre", "name": "War", "weight": 2, "set_at": MAY_1}
    assert of_a_genre == {"row": 1, "file": "influences", "influence": said}


NEITHER = "the entry names neither an item alone nor a feature alone"
NO_WEIGHT = "the entry has no weight, or one that changes nothing"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "genre"}, NEITHER),
        ({"kind": "genre", "name": "War", "item": RAN}, NEITHER),
        ({"kind": "item", "name": "War"}, NEITHER),
        ({"kind": "item", "name": "War", "item": RAN}, NEITHER),
        ({"name": "War"}, NEITHER),
        ({"kind": "genre", "name": "War", "weight": None}, NO_WEIGHT),
        ({"kind": "genre", "name": "War", "weight": 1}, NO_WEIGHT),
        ({"kind": "genre", "name": "War", "weight": 2.01}, "weight '2.01' is not a number from 0 to 2"),
        ({"kind": "genre", "name": "War", "weight": True}, "weight 'True' is not a number from 0 to 2"),
        ({"kind": "genre", "name": "x" * 201}, "name has 201 characters, 200 at most are taken"),
        ({"kind": "keyword", "name": "x"}, "kind 'keyword' is not genre, language, decade, person, type or item"),
    ],
)
def test_an_influence_that_says_nothing_clear_is_a_bad_entry(fields: dict[str, Any], reason: str) -> None:
    assert bad_rows(influence(**fields)) == [(1, reason)]
