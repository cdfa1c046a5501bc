"""How lists are sent: as the database wrote them, whole or with `fields=card`, the slim form of their items.

A third of a front page is descriptions. Reading JSON and writing it again takes longer than all else around a call, so
what SQL answers in the shape of a route's model goes out as it came; `tests/support/promises.py` compares the two.
"""

import re
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Query, Response
from pydantic_core import from_json, to_json
from starlette.datastructures import MutableHeaders

# A member of an object. Inside of a string the quotes would be escaped, so no text of a reader looks like one.
_DESCRIPTION = re.compile(rb'(?<!\\)("description" ?: ?)"(?:[^"\\]|\\.)*"')


class ItemFields(StrEnum):
    """What lists tell of an item."""

    ALL = "all"
    CARD = "card"


class Show:
    """Sends a list in the form that was asked for, with the headers that a dependency set."""

    def __init__(self, headers: MutableHeaders, fields: ItemFields) -> None:
        self._headers = headers
        self._is_card = fields is ItemFields.CARD

    def text(self, answer: bytes, **more: Any) -> Response:
        """Send an object as SQL wrote it, with `more` members at its end."""
        if more:
            answer = answer[: answer.rindex(b"}")] + b", " + write(more)[1:]
        if self._is_card:
            answer = without_descriptions(answer)
        response = Response(answer, media_type="application/json")
        response.headers.raw.extend(self._headers.raw)
        return response

    def made(self, answer: Any) -> Response:
        """Send what Python made in the shape of the route's model."""
        return self.text(write(answer))

    def __call__(self, answer: Any) -> Any:
        """Return an answer for the route's model to check and to write."""
        return from_json(without_descriptions(write(answer))) if self._is_card else answer


async def _show(
    response: Response,
    fields: Annotated[ItemFields, Query(description="`card` answers null for descriptions")] = ItemFields.ALL,
) -> Show:
    return Show(response.headers, fields)


async def _tell(response: Response) -> Show:
    return Show(response.headers, ItemFields.ALL)


Shown = Annotated[Show, Depends(_show)]
Told = Annotated[Show, Depends(_tell)]  # for answers that have no slim form


def write(value: Any) -> bytes:
    """Write JSON as the wire takes it."""
    return to_json(value)


def without_descriptions(answer: bytes) -> bytes:
    """Set the description of every item in a JSON text to null, wherever in it they stand."""
    return _DESCRIPTION.sub(rb"\1null", answer)
