"""The filters and orders of the catalogue's lists."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query

from api.http.filters import SharedFilters
from api.schemas import MAX_ID


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


async def list_filters(
    shared: SharedFilters,
    sort: Annotated[Sort, Query(description="popular: how many rated it; top_rated: a damped average")] = Sort.ID,
    as_of: Annotated[int | None, Query(ge=0, le=MAX_ID, description="`as_of` of the first page")] = None,
    include_seen: Annotated[bool, Query(description="With a token: also what you rated, saw or hid")] = False,
) -> ListFilters:
    """Read the query parameters of `/movies` and `/books`."""
    return ListFilters(shared, sort, as_of, include_seen)
