"""Where a page of a list ended, as an opaque text that a client sends with the next page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.errors import InvalidInput
from api.sentences import Fault

LONGEST = 500  # characters; ours have about 230


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC, one without a zone as it is: PostgreSQL knows no zone sixteen hours away."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:
        raise ValueError("It is not in our calendar.") from None


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class PageEnd(BaseModel):
    """The last entry of a page, which tells where the next one begins, even if it is no longer in the list.

    `moment` is when it was rated, marked or watched; `taken_at` is when the first page was read.
    """

    model_config = ConfigDict(extra="forbid")

    place: int = Field(ge=-(2**31), lt=2**31)
    id: int = Field(ge=0, lt=2**63)
    moment: Moment
    stars: float | None = Field(None, ge=0, le=5, allow_inf_nan=False)
    taken_at: Moment | None = None


async def _read_as_of(
    as_of: Annotated[
        str | None,
        Query(max_length=LONGEST, description="What the page before answered, so that nothing shifts between the two"),
    ] = None,
) -> dict[str, Any] | None:
    """Return where the page before ended, as SQL knows it. Raises `InvalidInput` for any text but one of ours."""
    if as_of is None:
        return None
    try:
        return PageEnd.model_validate_json(urlsafe_b64decode(as_of.encode("ascii"))).model_dump(mode="json")
    except ValueError:
        raise InvalidInput.of([Fault("as_of", "Send what the page before answered, or leave it out.")]) from None


AsOf = Annotated[dict[str, Any] | None, Depends(_read_as_of)]


def paged(page: dict[str, Any], skip: int, limit: int) -> dict[str, Any]:
    """Return a page that SQL made as clients get it; `as_of` says where it ended, None if the list is empty."""
    ended = page.pop("page_end")
    as_of = ended and urlsafe_b64encode(json.dumps(ended, separators=(",", ":")).encode()).decode()
    return {**page, "skip": skip, "limit": limit, "as_of": as_of}
