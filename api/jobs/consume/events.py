"""What another service may send: one event a record, as JSON. docs/streams/foreign_event.v1.json is made of this."""

from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from api.schemas import Id, ItemType, Stars, Text
from api.signals import SIGNALS
from api.sizes import MAX_CONTEXT_BYTES

MAX_EVENT_BYTES = 65_536
MAX_DETAIL = 300  # characters
OWN_ORIGIN = ("origin", b"cinelibre")  # the header of what `python -m api.jobs stream` sends


class Refused(NamedTuple):
    """Why an event is not applied: a slug, and a sentence if there is more to say."""

    reason: str
    detail: str = ""


class ForeignData(BaseModel):
    """What an event tells; fields that we do not know may be there, because later versions may say more."""

    item_id: Id
    item_type: ItemType | None = None

    def said(self) -> dict[str, Any]:
        """Return it as the database takes it."""
        return self.model_dump(mode="json", exclude_none=True)


class ToldInteraction(ForeignData):
    """Something that a reader did; GET /interactions/types lists the types."""

    item_id: Id | None = None  # type: ignore[assignment]
    interaction_type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
    rating: Stars | None = None
    seconds: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    fraction: Annotated[float, Field(ge=0, le=1)] | None = None
    query: Annotated[Text, StringConstraints(max_length=500)] | None = None
    context: dict[str, Any] | None = Field(None, description=f"At most {MAX_CONTEXT_BYTES} bytes")
    occurred_at: AwareDatetime


class ToldRating(ForeignData):
    """Stars, or null where the reader took them back."""

    rating: Stars | None
    occurred_at: AwareDatetime

    def said(self) -> dict[str, Any]:
        """Return it as an event of the log."""
        return {"interaction_type": "unrate" if self.rating is None else "rate"} | super().said()


class ToldFeedback(ForeignData):
    """What a reader said of an item on a list; `recommendation_id` names the list if it was one of ours."""

    kind: Literal["helpful", "not_for_me", "already_seen"]
    recommendation_id: UUID | None = None
    given_at: AwareDatetime

    def said(self) -> dict[str, Any]:
        """Return it as the event that it stands for."""
        told = super().said()
        context = {"recommendation_id": told["recommendation_id"]} if self.recommendation_id else None
        kept = {name: told[name] for name in ("item_id", "item_type") if name in told}
        return kept | {"interaction_type": SIGNALS[self.kind], "occurred_at": told["given_at"], "context": context}


class Envelope(BaseModel):
    """Which event it is, and whose."""

    event_id: UUID = Field(description="The same at every delivery; an id counts once")
    version: Literal[1]
    user_id: Id | None = Field(None, description="Exactly one of user_id, external_id and email names the reader")
    external_id: Text | None = Field(None, description="Issuer and subject of their token, with a blank between")
    email: Text | None = None


class InteractionEnvelope(Envelope):
    """An interaction."""

    type: Literal["interaction"]
    data: ToldInteraction


class RatingEnvelope(Envelope):
    """A rating."""

    type: Literal["rating"]
    data: ToldRating


class FeedbackEnvelope(Envelope):
    """Feedback."""

    type: Literal["feedback"]
    data: ToldFeedback


FOREIGN_EVENT: TypeAdapter[InteractionEnvelope | RatingEnvelope | FeedbackEnvelope] = TypeAdapter(
    Annotated[InteractionEnvelope | RatingEnvelope | FeedbackEnvelope, Field(discriminator="type")]
)


def is_own(headers: tuple[tuple[str, bytes], ...]) -> bool:
    """Say whether this service sent a record itself, which is no news to it."""
    return OWN_ORIGIN in headers


def read_event(value: bytes | None) -> dict[str, Any] | Refused:
    """Return an event as the database takes it, or why it cannot be read."""
    if len(value or b"") > MAX_EVENT_BYTES:
        return Refused("too_large", f"It has {len(value or b''):,} bytes; the limit is {MAX_EVENT_BYTES:,}.")
    try:
        read = FOREIGN_EVENT.validate_python(from_json(value or b"", allow_inf_nan=False))
    except ValidationError as error:
        return Refused("not_an_event", _first_fault(error))
    except ValueError as error:  # of the parser
        return Refused("not_json", str(error)[:MAX_DETAIL])
    said = read.data.said()
    if len(to_json(said.get("context"))) > MAX_CONTEXT_BYTES:
        return Refused("context_too_large", f"data.context: The limit is {MAX_CONTEXT_BYTES:,} bytes.")
    return read.model_dump(mode="json", include={"event_id", "user_id", "external_id", "email"}) | said


def _first_fault(error: ValidationError) -> str:
    """Name the first wrong field, without the value."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in fault["loc"])
    return f"{field}: {fault['msg']}."[:MAX_DETAIL] if field else f"{fault['msg']}."
