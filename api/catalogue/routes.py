"""GET /movies, /books, and one of each."""

from typing import Any

from fastapi import APIRouter

from api.catalogue.schemas import Book, ItemPage, Movie
from api.db import Database
from api.deps import Db, ItemId, Limit, Skip
from api.schemas import ItemType

router = APIRouter(tags=["catalogue"])


@router.get("/movies", response_model=ItemPage)
async def list_movies(db: Db, skip: Skip = 0, limit: Limit = 20) -> Any:
    """One page of the movies, in an order that stays while movies are added."""
    return await _page(db, ItemType.MOVIE, skip, limit)


@router.get("/books", response_model=ItemPage)
async def list_books(db: Db, skip: Skip = 0, limit: Limit = 20) -> Any:
    """One page of the books, in an order that stays while books are added."""
    return await _page(db, ItemType.BOOK, skip, limit)


@router.get("/movies/{movie_id}", response_model=Movie)
async def get_movie(db: Db, movie_id: ItemId) -> Any:
    """Everything we know of one movie."""
    return await db.one("get_movie", movie_id=movie_id)


@router.get("/books/{book_id}", response_model=Book)
async def get_book(db: Db, book_id: ItemId) -> Any:
    """Everything we know of one book."""
    return await db.one("get_book", book_id=book_id)


async def _page(db: Database, item_type: ItemType, skip: int, limit: int) -> dict[str, Any]:
    page = await db.one("get_items", item_type=item_type, item_skip=skip, item_limit=limit)
    return {**page, "skip": skip, "limit": limit}
