"""POST /ratings, GET /ratings/my, DELETE /ratings/{rating_id}."""

from typing import Annotated, Any

from fastapi import Path, Query

from api.http.cards import Shown
from api.http.deps import Limit, Me, Refresher, Skip
from api.http.features import feature
from api.http.filters import OfType, SharedFilters
from api.http.pages import AsOf, paged
from api.ratings.schemas import DeletedRating, KeptRating, MyRatings, NewRating, RatingOrder
from api.schemas import MAX_ID, Text

Named = Annotated[Text | None, Query(max_length=200, description="A part of a title or of a person's name")]

router = feature("ratings", prefix="/ratings")


@router.post("", response_model=KeptRating)
async def rate_item(me: Me, refresher: Refresher, given: NewRating) -> Any:
    """Rate a movie or a book, or change your rating."""
    rated = await me.one("rate_item", item_id=given.item_id, item_type=given.item_type, rating=given.rating)
    refresher.ask(me.user_id)
    return rated


@router.get("/my", response_model=MyRatings)
async def get_my_ratings(
    me: Me,
    item_type: OfType,
    filters: SharedFilters,
    as_of: AsOf,
    show: Shown,
    skip: Skip = 0,
    limit: Limit = 20,
    sort: Annotated[RatingOrder, Query(description="By date, stars, title or year")] = "newest",
    q: Named = None,
) -> Any:
    """Your star ratings, all of them or those of some genres, languages, years or names."""
    page = await me.one(
        "get_my_ratings",
        item_type=item_type,
        item_skip=skip,
        item_limit=limit,
        sort=sort,
        filters=filters,
        typed=q,
        page_end=as_of,
    )
    return show.made(paged(page, skip, limit))


@router.delete("/{rating_id}", response_model=DeletedRating)
async def delete_rating(me: Me, refresher: Refresher, rating_id: Annotated[int, Path(ge=1, le=MAX_ID)]) -> Any:
    """Delete one of your ratings."""
    deleted = await me.one("delete_rating", rating_id=rating_id)
    refresher.ask(me.user_id)
    return deleted
