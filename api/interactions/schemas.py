"""What events send and get."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BeforeValidator,
    Field,
    SkipValidation,
    StringConstraints,
    model_validator,
)

from api.interactions.contexts import Context
from api.readers.parsing.cells import keepable_fraction
from api.schemas import Answer, Id, ItemType, NotAFlag, OneType, Sent, Stars, Text

IDS_OF_TYPES = tuple(f"{item_type}_id" for item_type in ItemType)
ALIASES = {"view_detail": "view", "rating": "rate", "star": "favorite"}


def _known_name(value: Any) -> Any:
    """Map `LIKE` to like, and other services' names to ours."""
    if isinstance(value, str):
        folded = value.strip().lower()
        return ALIASES.get(folded, folded)
    return value


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC: PostgreSQL knows no zone sixteen hours away and would refuse the whole batch."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)


InteractionType = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$", examples=["like"]), BeforeValidator(_known_name)
]
Seconds = Annotated[int, Field(ge=0, le=10_000_000), NotAFlag]
Fraction = Annotated[
    float,
    Field(ge=0, le=1, allow_inf_nan=False, description="The part that was watched or read, 0 to 1"),
    AfterValidator(keepable_fraction),
    NotAFlag,
]
Query = Annotated[Text, StringConstraints(max_length=500)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Happened(Sent):
    """The fields that every event may have."""

    occurred_at: Moment | None = Field(
        None,
        description="When it happened, with a timezone; by default now. A day ago at most, a rating or mark 30",
    )
    context: Context | None = None
    idempotency_key: Annotated[Text, StringConstraints(max_length=100)] | None = Field(
        None, description="An event that is sent again with the same key counts once"
    )


class Event(Happened):
    """Something a reader did."""

    interaction_type: InteractionType
    item_id: Id | None = None
    item_type: OneType = None
    movie_id: Id | None = Field(None, description="In place of `item_id` and its type")
    book_id: Id | None = Field(None, description="In place of `item_id` and its type")
    rating: Stars | None = Field(None, validation_alias=AliasChoices("rating", "rating_value"))
    seconds: Seconds | None = None
    fraction: Fraction | None = None
    query: Query | None = None

    @model_validator(mode="before")
    @classmethod
    def _typed_ids(cls, given: Any) -> Any:
        """Turn `movie_id` or `book_id` into an id and a type."""
        if not isinstance(given, dict):
            return given
        ids = [name for name in ("item_id", *IDS_OF_TYPES) if name in given]
        if len(ids) > 1:
            raise ValueError(f"Exactly one id is needed, not {len(ids)}: send {' or '.join(ids)}.")
        if not ids or ids == ["item_id"]:
            return given
        rest = {name: value for name, value in given.items() if name not in ids}
        return {"item_id": given[ids[0]], "item_type": ids[0].removesuffix("_id"), **rest}


class Batch(Sent):
    """1 to 100 events; each one is judged by itself."""

    events: list[SkipValidation[Event]] = Field(min_length=1, max_length=100)


class WatchEvent(Happened):
    """Watched or read, wholly or in part."""

    item_id: Id
    item_type: OneType = None
    seconds: Seconds | None = None
    fraction: Fraction | None = Field(None, description="0.9 or more counts as seen")


class SearchEvent(Happened):
    """Searched for words."""

    query: Query


class RatingEvent(Happened):
    """Rated in stars; this also sets the rating."""

    item_id: Id
    item_type: OneType = None
    rating: Stars


class FavoriteEvent(Happened):
    """Made a favorite, or no longer a favorite."""

    item_id: Id
    item_type: OneType = None
    favorite: bool = True


class Recorded(Answer):
    """What became of an event."""

    recorded: bool = Field(description="False if it repeats a known event")
    id: int | None = None


# Why an event of a batch can be refused.
FaultSlug = Literal[
    "invalid_input", "unknown_type", "item_missing", "item_unexpected", "item_not_found", "rating_missing",
    "rating_unexpected", "query_missing", "in_the_future", "too_old",
]  # fmt: skip


class Refusal(Answer):
    """An event that was refused, and why."""

    index: int = Field(description="Its position in the batch, from 0")
    error: FaultSlug = Field(examples=["item_not_found"])
    detail: str


class RecordedBatch(Answer):
    """What became of a batch."""

    n_recorded: int
    n_repeated: int = Field(description="Events that repeat a known one, by idempotency_key or within a minute")
    refused: list[Refusal]


Mark = Literal["watchlist", "hidden", "seen", "favorite", "opinion"]


class InteractionKind(Answer):
    """A type of event and what it says."""

    name: str
    description: str
    affinity: float = Field(description="Weight in matching people")
    preference: float = Field(description="Weight in tastes; for `rate` the stars decide")
    hides: bool
    debounced: bool
    takes_item: bool
    mark: Mark | None = Field(description="The mark that it sets on the shelf")
    undoes: str | None = Field(description="The type whose mark it removes")
    implied_rating: float | None = Field(description="The stars that it stands for while there is no rating")
    in_history: bool


class InteractionKinds(Answer):
    """The types of events."""

    types: list[InteractionKind]
