"""Arguments of a call, as JSON."""

import json
from typing import Any

from pydantic_core import PydanticSerializationError, to_json


def write_arguments(args: dict[str, Any]) -> str:
    """Write arguments as JSON. Raises ValueError or TypeError for what JSON cannot say.

    What pydantic writes otherwise, or not at all, is left to the standard library: half a surrogate pair, which
    PostgreSQL refuses by itself, and NaN.
    """
    try:
        document = to_json(args)
    except PydanticSerializationError:
        return json.dumps(args, allow_nan=False)
    if b"NaN" in document or b"Infinity" in document:  # a text may have these words, a number may not
        return json.dumps(args, allow_nan=False)
    return document.decode()
