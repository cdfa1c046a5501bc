"""The slim form of items that lists answer with `fields=card`: a third of a front page is descriptions."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Query

Show = Callable[[Any], Any]


class ItemFields(StrEnum):
    """What lists tell of an item."""

    ALL = "all"
    CARD = "card"


def without_descriptions(answer: Any) -> Any:
    """Set the description of every item in an answer to None, wherever in it they stand, and return the answer."""
    for item in _items_in(answer):
        item["description"] = None
    return answer


def _items_in(part: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of an answer; it is not looked for items inside of items."""
    if isinstance(part, list):
        for one in part:
            yield from _items_in(one)
    elif isinstance(part, dict) and "description" in part:
        yield part
    elif isinstance(part, dict):
        yield from _items_in(list(part.values()))


def _whole(answer: Any) -> Any:
    return answer


def _show(
    fields: Annotated[ItemFields, Query(description="`card` answers null for descriptions")] = ItemFields.ALL,
) -> Show:
    """Return what brings an answer into the form that was asked for."""
    return without_descriptions if fields is ItemFields.CARD else _whole


Shown = Annotated[Show, Depends(_show)]
