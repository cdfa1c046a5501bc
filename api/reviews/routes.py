"""Reviews: your own by item, those of an item for everybody, and reports."""

from typing import Annotated, Any

from fastapi import Path

from api.http.callers import Visitor
from api.http.deps import AnybodyCached, ItemId, Limit, Me, Skip
from api.http.features import feature
from api.http.pages import AsOf, paged
from api.reviews.schemas import MyReview, NewReport, NewReview, Reported, Reviews
from api.schemas import MAX_ID, ItemType
from api.sizes import REVIEWS_A_DAY

HIDE_FROM = 3  # people who reported a review
REPORTS_A_DAY = 20

router = feature("reviews")


@router.get("/reviews/{item_type}/{item_id}", response_model=MyReview)
async def get_my_review(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Your own review of an item."""
    return await me.one("get_my_review", item_type=item_type, item_id=item_id)


@router.put("/reviews/{item_type}/{item_id}", response_model=MyReview)
async def write_review(me: Me, item_type: ItemType, item_id: ItemId, given: NewReview) -> Any:
    """Publish a review of an item under your name, in place of the former one. Your stars stand beside it."""
    return await me.one(
        "write_review",
        item_type=item_type,
        item_id=item_id,
        body=given.text,
        has_spoilers=given.has_spoilers,
        daily_limit=REVIEWS_A_DAY,
    )


@router.delete("/reviews/{item_type}/{item_id}", response_model=MyReview)
async def delete_review(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Delete your review of an item; a second call changes nothing."""
    return await me.one("delete_review", item_type=item_type, item_id=item_id)


@router.post("/reviews/{review_id}/report", response_model=Reported)
async def report_review(me: Me, review_id: Annotated[int, Path(ge=1, le=MAX_ID)], given: NewReport) -> Any:
    """Report a review that is not right. Reports by three people hide it until an admin decides."""
    return await me.one(
        "report_review", review_id=review_id, reason=given.reason, hide_from=HIDE_FROM, daily_limit=REPORTS_A_DAY
    )


@router.get("/movies/{movie_id}/reviews", response_model=Reviews)
async def list_movie_reviews(
    visitor: AnybodyCached, movie_id: ItemId, as_of: AsOf, skip: Skip = 0, limit: Limit = 20
) -> Any:
    """What readers wrote of a movie, newest first."""
    return await _page(visitor, ItemType.MOVIE, movie_id, as_of, skip, limit)


@router.get("/books/{book_id}/reviews", response_model=Reviews)
async def list_book_reviews(
    visitor: AnybodyCached, book_id: ItemId, as_of: AsOf, skip: Skip = 0, limit: Limit = 20
) -> Any:
    """What readers wrote of a book, newest first."""
    return await _page(visitor, ItemType.BOOK, book_id, as_of, skip, limit)


async def _page(
    visitor: Visitor, item_type: ItemType, item_id: int, as_of: dict[str, Any] | None, skip: int, limit: int
) -> dict[str, Any]:
    page = await visitor.one(
        "get_reviews", item_type=item_type, item_id=item_id, item_skip=skip, item_limit=limit, page_end=as_of
    )
    return paged(page, skip, limit)
