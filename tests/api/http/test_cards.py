"""The slim form of items."""

from api.http.cards import without_descriptions


def test_every_item_of_an_answer_loses_its_description_and_nothing_else() -> None:
    item = {"id": 1, "title": "Dune", "description": "A boy inherits a desert."}
    answer = {
        "method": "popular",
        "rows": [{"key": "trending", "subtitle": None, "items": [dict(item), dict(item)]}],
        "days": [{"day": "2026-11-29", "entries": [{"id": 7, "item": dict(item)}]}],
        "items": [dict(item)],
        "total": 3,
    }

    card = item | {"description": None}
    assert without_descriptions(answer) == answer | {
        "rows": [{"key": "trending", "subtitle": None, "items": [card, card]}],
        "days": [{"day": "2026-11-29", "entries": [{"id": 7, "item": card}]}],
        "items": [card],
    }


def test_an_empty_list_stays_empty() -> None:
    assert without_descriptions({"items": []}) == {"items": []}
