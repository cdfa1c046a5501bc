"""What insights answer: arrays that a chart takes as they are."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.insights.schemas import Preference
from api.schemas import Answer

FeatureKind = Literal["genre", "language", "decade", "person", "type"]


class TrendPoint(Answer):
    """A month of a trend."""

    month: date = Field(description="Its first day")
    weight: float


class Trend(Preference):
    """A preference, and what ratings alone said of it at the end of each of six months."""

    trend: list[TrendPoint] = Field(description="Oldest first; the newest is the present month, up to now")


class HistogramBar(Answer):
    """How often a number of stars was given."""

    stars: float
    mine: int
    crowd: int
    my_share: float
    crowd_share: float


class OwnStars(Answer):
    """Your stars beside everybody's."""

    n_ratings: int
    average: float | None
    deviation: float | None = Field(description="Standard deviation of your stars")
    crowd_average: float | None
    histogram: list[HistogramBar] = Field(description="Ten bars, half a star to five")


class Agreement(Answer):
    """How far you agree with others about the same items."""

    correlation: float | None = Field(description="Pearson of your stars and the averages of others; null if undefined")
    n: int = Field(description="The items that five others rated")
    my_average: float | None = Field(description="Of your stars for these items")
    crowd_average: float | None = Field(description="Of the averages of others for these items")


class DiversityShare(Answer):
    """A part of what you saw."""

    key: str
    label: str
    n_items: int
    share: float


class DiversityOfKind(Answer):
    """How varied what you saw is by genre, decade or language."""

    kind: FeatureKind
    n: int = Field(description="How many different ones you saw")
    effective: float = Field(description="exp(entropy): as varied as so many equally frequent ones; 0 without any")
    evenness: float | None = Field(description="entropy / ln(n): 1 if all are equally frequent; null below two")
    shares: list[DiversityShare] = Field(description="The largest twenty, largest first")


class Engagement(Answer):
    """What the engagement score is made of, each part from 0 to 1."""

    recency: float
    frequency: float
    volume: float
    n_days: int = Field(description="The days that count, up to today")
    n_active_days: int
    n_events: int


class Streaks(Answer):
    """Days in a row on which you did something, in your timezone."""

    current: int = Field(description="The run that ends today or yesterday")
    longest: int
    longest_from: date | None
    longest_to: date | None
    last_active_on: date | None


class MonthOfActivity(Answer):
    """What you did in a month."""

    month: date = Field(description="Its first day")
    n_active_days: int
    n_events: int
    n_searches: int
    n_ratings: int
    average: float | None


class Change(Answer):
    """A preference that changed this month."""

    kind: FeatureKind
    key: str
    label: str
    change: float = Field(description="Its weight now less that at the end of last month")


class FirstSeen(Answer):
    """A genre, decade or language that you saw for the first time this month."""

    kind: FeatureKind
    key: str
    label: str
    n_items: int


class ThisMonth(Answer):
    """What changed this month."""

    month: date
    n_ratings: int
    n_ratings_before: int = Field(description="In the whole of last month")
    n_events: int
    n_events_before: int
    rising: list[Change] = Field(description="The largest five, largest first")
    falling: list[Change]
    first_seen: list[FirstSeen]


class Insights(Answer):
    """What your ratings and events say of you. Somebody who did nothing yet gets zeros, nulls and empty lists."""

    user_id: int
    taken_at: datetime
    timezone: str
    genre_preferences: list[Trend]
    language_preferences: list[Trend]
    decade_preferences: list[Trend]
    person_preferences: list[Trend]
    type_preferences: list[Trend]
    stars: OwnStars
    agreement: Agreement
    diversity: list[DiversityOfKind] = Field(description="Of genres, languages and decades")
    engagement_score: float = Field(description="0 to 100; docs/algorithms.md has the formula")
    engagement: Engagement
    streaks: Streaks
    months: list[MonthOfActivity] = Field(description="Six months, oldest first; the newest is the present one")
    this_month: ThisMonth
