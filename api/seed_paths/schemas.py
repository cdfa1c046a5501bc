"""What the seed paths send and get, if it differs from our own."""

from typing import Literal

from pydantic import BaseModel

from api.insights.insight_schemas import Insights
from api.interactions.schemas import Recorded
from api.recommendations.schemas import RecommendedItem
from api.schemas import Answer, Id


class ListRequest(BaseModel):
    """Whose recommendations, and how."""

    user_id: Id
    force_refresh: bool = False
    include_movie_details: bool = True


class BareItem(Answer):
    """A recommended film without its details."""

    id: int
    score: float


class BareRecommendations(Answer):
    """A list without details of its films."""

    recommendation_id: str | None
    items: list[BareItem]
    total: int
    exhausted: bool


class Films(Answer):
    """Recommended films in the envelope that clients of these addresses expect."""

    success: Literal[True] = True
    recommendations: list[RecommendedItem]
    count: int


class FilmRow(Answer):
    """A row with a name."""

    title: str
    subtitle: str | None
    movies: list[RecommendedItem]


class FilmRows(Answer):
    """The rows of a front page."""

    success: Literal[True] = True
    carousels: list[FilmRow]


class Tracked(Recorded):
    """What became of an event."""

    success: Literal[True] = True


class UserInsights(Insights):
    """Insights in the envelope that clients of these addresses expect."""

    success: Literal[True] = True
