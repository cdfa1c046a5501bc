"""The filters and orders of the catalogue's lists."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator

from api.http.filters import SharedFilters
from api.schemas import MAX_ID

MOST_IDS = 100


def ids_in(values: list[str]) -> list[int]:
    """Split ids that are repeated parameters or separated by commas; each is kept once, where it stood first."""
    texts = [text.strip() for value in values for text in value.split(",") if text.strip()]
    if any(not re.fullmatch("[0-9]{1,10}", text) or not 1 <= int(text) <= MAX_ID for text in texts):
        raise ValueError(f"An id is a number from 1 to {MAX_ID}.")
    ids = list(dict.fromkeys(int(text) for text in texts))
    if not 1 <= len(ids) <= MOST_IDS:
        raise ValueError(f"Name 1 to {MOST_IDS} items.")
    return ids


GivenIds = Annotated[
    list[str],
    AfterValidator(ids_in),
    Query(description=f"Of 1 to {MOST_IDS} items, repeated or separated by commas", examples=[["1,2,3"]]),
]


class Sort(StrEnum):
    """The orders of a list; each ends in the id, so that it is total."""

    ID = "id"
    NEWEST = "newest"
    POPULAR = "popular"
    TOP_RATED = "top_rated"
    TITLE = "title"


@dataclass(frozen=True)
class ListFilters:
    """A list's filters and order, and the moment as of which it is read."""

    filters: dict[str, Any]
    sort: Sort
    as_of: int | None
    includes_seen: bool


def list_filters(
    shared: SharedFilters,
    sort: Annotated[Sort, Query(description="popular: how many rated it; top_rated: a damped average")] = Sort.ID,
    as_of: Annotated[int | None, Query(ge=0, le=MAX_ID, description="`as_of` of the first page")] = None,
    include_seen: Annotated[bool, Query(description="With a token: also what you rated, saw or hid")] = False,
) -> ListFilters:
    """Read the query parameters of `/movies` and `/books`."""
    return ListFilters(shared, sort, as_of, include_seen)
