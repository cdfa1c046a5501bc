"""The document of an export, with every key that it may have."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.library.kept_experiments import LibraryExperiment
from api.library.kept_groups import LibraryEvening, LibraryGroup
from api.library.kept_parts import ItemReference, Kept
from api.library.kept_people import LibraryPerson, LibraryPersonReport
from api.library.kept_texts import LibraryFeedback, LibraryNote, LibraryReport, LibraryReview
from api.schemas import Opinion

Role = Literal["user", "service", "admin"]


class LibraryAccount(Kept):
    """The account whose library it is."""

    email: str | None
    name: str | None
    role: Role
    timezone: str
    discoverable: bool
    shares_ratings: bool
    person_id: UUID
    created_at: datetime


class LibraryRating(Kept):
    """A star rating."""

    item: ItemReference
    rating: float
    rated_at: datetime


class LibraryMarks(Kept):
    """How an item is marked, and since when."""

    item: ItemReference
    watchlist_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_by: str | None = Field(None, description="The type of the event that hid it")
    seen_at: datetime | None = None
    favorite_at: datetime | None = None
    opinion: Opinion | None = None
    opinion_at: datetime | None = None


class LibraryInteraction(Kept):
    """An event."""

    interaction_type: str
    item: ItemReference | None = None
    occurred_at: datetime
    on_day: date | None = Field(None, description="The day of a viewing, if only the day is known")
    rating: float | None = None
    seconds: int | None = None
    fraction: float | None = None
    query: str | None = None
    idempotency_key: str | None = None
    context: dict[str, Any] | None = None


class LibraryRollup(Kept):
    """How many events of a type there were before cleanup deleted them for their age."""

    interaction_type: str
    item: ItemReference | None = None
    event_count: int
    first_at: datetime
    last_at: datetime


class LibraryInfluence(Kept):
    """How much an item or a feature moves the account's lists, if it was set."""

    kind: str
    name: str | None = None
    item: ItemReference | None = None
    weight: float
    set_at: datetime


class ServiceAct(Kept):
    """What a service account did in the account's name."""

    action: str = Field(examples=["GET /auth/me"])
    occurred_at: datetime


class LibrarySummary(Kept):
    """What the account did, counted for SQL."""

    rating_count: int
    rating_average: float | None
    star_counts: list[int] = Field(description="Of half a star to five stars")
    liked_count: int
    watchlist_count: int
    favorite_count: int
    seen_count: int
    hidden_count: int
    event_count: int
    search_count: int
    first_at: datetime | None
    last_at: datetime | None
    counted_at: datetime


class LibraryPreference(Kept):
    """What was known of one genre, language, decade, person or type."""

    kind: str
    name: str
    liked: float
    disliked: float
    n_items: int
    newest_at: datetime | None


class LibraryFeatures(Kept):
    """What was known of the account's taste."""

    preferences: list[LibraryPreference]
    counts: dict[str, int]
    average: float | None
    taste_norm: float | None
    first_at: datetime | None
    last_at: datetime | None


class LibrarySnapshot(Kept):
    """Features that were kept for training."""

    taken_at: datetime
    features: LibraryFeatures


class Library(Kept):
    """Everything that an account has. `POST /library/import` accepts it."""

    format: Literal["cinelibre-library"]
    version: Literal[1]
    exported_at: datetime
    account: LibraryAccount
    ratings: list[LibraryRating]
    shelf: list[LibraryMarks]
    interactions: list[LibraryInteraction] = Field(description="Every event, oldest first")
    rollups: list[LibraryRollup]
    influences: list[LibraryInfluence]
    services: list[ServiceAct]
    summary: list[LibrarySummary] = Field(description="One, once the account was counted")
    snapshots: list[LibrarySnapshot]
    notes: list[LibraryNote]
    reviews: list[LibraryReview]
    reports: list[LibraryReport]
    feedback: list[LibraryFeedback]
    people: list[LibraryPerson]
    person_reports: list[LibraryPersonReport]
    groups: list[LibraryGroup]
    evenings: list[LibraryEvening]
    experiments: list[LibraryExperiment]
