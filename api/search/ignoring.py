"""Constraints that the reader takes away from what was understood of a question."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from pydantic import AfterValidator

from api.search.schemas import Parsed

if TYPE_CHECKING:
    from api.search.constraints import Constraints
    from api.search.readings import Reading

MOST = 20
LIKE = "like"


def _constraints_in(values: list[str]) -> list[str]:
    if len(values) > MOST:
        raise ValueError(f"Name {MOST} at most.")
    for value in values:
        if value.split(":", 1)[0] not in Parsed.model_fields:
            raise ValueError(f"Name one of {', '.join(Parsed.model_fields)}, if need be with a value: genres:Thriller.")
    return values


Ignored = Annotated[
    list[str],
    AfterValidator(_constraints_in),
    Query(
        description="Constraints of `parsed` that do not count: a name, or a name with one of its values",
        examples=[["genres:Thriller", "year_from"]],
    ),
]


def leave_out(readings: list["Reading"], ignored: list[str], text: str) -> list["Reading"]:
    """Return the readings of the question `text` without the constraints of `ignored`, such as `genres:Thriller`.

    Their words describe nothing either, unless nothing else is left: then the whole question is searched for.
    """
    if not ignored:
        return readings
    kept = [reading for reading in readings if LIKE not in ignored or LIKE not in reading.asks]
    return [_left(reading, ignored, text) for reading in kept]


def _left(reading: "Reading", ignored: list[str], text: str) -> "Reading":
    before = reading.constraints
    left: dict[str, Any] = {name: _without(name, value, ignored) for name, value in before.demands().items()}
    if LIKE in ignored:
        left["not_understood"] = [phrase for phrase in before.not_understood if not phrase.startswith(f"{LIKE} ")]
    after: Constraints = replace(before, **left)
    after.exclude_people = [name for name in before.exclude_people if name in after.exclude_words]
    if after.demands() or after.rest:
        return replace(reading, constraints=after)
    after.rest = text
    return replace(reading, constraints=after, asks={})


def _without(name: str, value: Any, ignored: list[str]) -> Any:
    """Return what is left of a constraint: of a list its other values, of a single value nothing."""
    if name in ignored:
        return [] if isinstance(value, list) else None
    if isinstance(value, list):
        return [one for one in value if f"{name}:{one}" not in ignored]
    return None if f"{name}:{value}" in ignored else value
