"""The slim form of items."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.http.cards import without_descriptions, write

TEXTS = st.text() | st.sampled_from(['"description": "', "\\", '\\"', '"', "description", '","description":"a'])


def slim(answer: Any) -> Any:
    """The slim form of an answer, read and written."""
    return json.loads(without_descriptions(json.dumps(answer).encode()))


def test_every_item_of_an_answer_loses_its_description_and_nothing_else() -> None:
    item = {"id": 1, "title": "Dune", "description": 'A boy inherits a "desert"\n\\.'}
    answer = {
        "method": "popular",
        "rows": [{"key": "trending", "subtitle": None, "items": [dict(item), dict(item)]}],
        "days": [{"day": "2026-11-29", "entries": [{"id": 7, "item": dict(item)}]}],
        "items": [dict(item)],
        "total": 3,
    }

    card = item | {"description": None}
    assert slim(answer) == answer | {
        "rows": [{"key": "trending", "subtitle": None, "items": [card, card]}],
        "days": [{"day": "2026-11-29", "entries": [{"id": 7, "item": card}]}],
        "items": [card],
    }


def test_an_empty_list_stays_empty() -> None:
    assert slim({"items": []}) == {"items": []}


@given(texts=st.lists(TEXTS, min_size=3, max_size=3), gap=st.sampled_from(["", " "]))
def test_no_text_is_taken_for_a_description(texts: list[str], gap: str) -> None:
    title, description, note = texts
    item = {"title": title, "description": description, "note": note, "genres": [title, description]}
    for written in (json.dumps(item, separators=("," + gap, gap + ":" + gap)).encode(), write(item)):
        assert json.loads(without_descriptions(written)) == item | {"description": None}
