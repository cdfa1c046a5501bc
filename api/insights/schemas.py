"""What is known of a taste: preferences by kind, as lists use them."""

from datetime import datetime

from pydantic import Field

from api.schemas import Answer


class Preference(Answer):
    """What lists know of one genre, language, decade, person or type."""

    key: str = Field(description="The name or code that filters take", examples=["ta"])
    label: str = Field(description="The name in English", examples=["Tamil"])
    weight: float = Field(description="What lists add to T for it: for it if positive, against it if negative")
    liked: float = Field(description="Log-odds of the feature in what you liked; 0 means as often as by chance")
    disliked: float = Field(description="The same in what you disliked; 0 or more")
    n_items: int = Field(description="The items with it that you rated, or leaned to by clicks, views and marks")
    newest_at: datetime | None = Field(description="When the newest of them was rated or looked at")


class Counts(Answer):
    """How much you rated, marked and did."""

    ratings: int
    likes: int = Field(description="Ratings of four stars and more, implied ones too")
    watchlist: int
    favorites: int
    seen: int
    hidden: int
    events: int
    searches: int


class Features(Answer):
    """What lists know of a reader's taste."""

    user_id: int
    taken_at: datetime
    genre_preferences: list[Preference]
    language_preferences: list[Preference]
    decade_preferences: list[Preference]
    person_preferences: list[Preference]
    type_preferences: list[Preference]
    counts: Counts
    average: float | None = Field(description="Of the stars that you gave")
    taste_norm: float | None = Field(
        description="The norm of the taste vector: 1 if all stories that you liked are alike; null without any"
    )
    first_at: datetime | None = Field(description="The first rating or event")
    last_at: datetime | None


class Snapshot(Features):
    """Features as they were kept."""

    snapshot_id: int
