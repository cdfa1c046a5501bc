"""The context of an event: anything that its sender wants to keep, within bounds."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from api.sizes import MAX_CONTEXT_BYTES

MAX_CONTEXT_DEPTH = 32


def _bounded(context: dict[str, Any]) -> dict[str, Any]:
    if _is_deep(context):
        raise ValueError(f"It is nested more than {MAX_CONTEXT_DEPTH} levels deep.")
    try:
        size = len(json.dumps(context, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode())
    except ValueError:
        raise ValueError("It must be plain JSON: no NaN, no half of a surrogate pair.") from None
    if size > MAX_CONTEXT_BYTES:
        raise ValueError(f"It takes {size} bytes; the limit is {MAX_CONTEXT_BYTES}.")
    if "\\u0000" in json.dumps(context).replace("\\\\", ""):
        raise ValueError("It must not contain a null character.")
    return context


def _is_deep(context: dict[str, Any]) -> bool:
    """Say whether a context is nested too deep, level by level: recursion would overflow at a thousand levels."""
    level: list[Any] = [context]
    for _ in range(MAX_CONTEXT_DEPTH):
        inner = [value for outer in level for value in (outer.values() if isinstance(outer, dict) else outer)]
        level = [value for value in inner if isinstance(value, dict | list)]
    return bool(level)


Context = Annotated[
    dict[str, Any],
    AfterValidator(_bounded),
    Field(description="Anything about the circumstances; at most 2 KB", examples=[{"page": "detail"}]),
]
