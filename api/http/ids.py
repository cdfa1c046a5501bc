"""The ids of several items, as a parameter."""

import re
from functools import partial
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from api.schemas import MAX_ID

MOST_IDS = 100
MOST_SKIPPED = 200


def ids_in(values: list[str], fewest: int = 1, most: int = MOST_IDS) -> list[int]:
    """Split ids that are repeated parameters or separated by commas; each is kept once, where it stood first."""
    texts = [text.strip() for value in values for text in value.split(",") if text.strip()]
    if any(not re.fullmatch("[0-9]{1,10}", text) or not 1 <= int(text) <= MAX_ID for text in texts):
        raise ValueError(f"An id is a number from 1 to {MAX_ID}.")
    ids = list(dict.fromkeys(int(text) for text in texts))
    if not fewest <= len(ids) <= most:
        raise ValueError(f"Name {fewest} to {most} items.")
    return ids


GivenIds = Annotated[
    list[str],
    AfterValidator(ids_in),
    Query(description=f"Of 1 to {MOST_IDS} items, repeated or separated by commas", examples=[["1,2,3"]]),
]
SkippedIds = Annotated[
    list[str],
    AfterValidator(partial(ids_in, fewest=0, most=MOST_SKIPPED)),
    Query(
        description=f"Of what is not to be asked again, {MOST_SKIPPED} at most, repeated or separated by commas",
        examples=[["1,2,3"]],
    ),
]
