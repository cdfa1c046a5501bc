"""GET /movies, /books, one of each, /genres and /languages."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.catalogue.filters import ListFilters, list_filters
from api.catalogue.schemas import Book, Genres, ItemPage, Languages, Movie
from api.db import Database
from api.deps import Db, ItemId, Limit, Skip
from api.schemas import ItemType

router = APIRouter(tags=["catalogue"])

Narrowed = Annotated[ListFilters, Depends(list_filters)]
OfType = Annotated[ItemType | None, Query(alias="type", description="Only of movies, or only of books")]


@router.get("/movies", response_model=ItemPage)
async def list_movies(db: Db, narrowed: Narrowed, skip: Skip = 0, limit: Limit = 20) -> Any:
    """One page of the movies; send `as_of` of the first page with the next ones, and none shifts."""
    return await _page(db, ItemType.MOVIE, narrowed, skip, limit)


@router.get("/books", response_model=ItemPage)
async def list_books(db: Db, narrowed: Narrowed, skip: Skip = 0, limit: Limit = 20) -> Any:
    """One page of the books; send `as_of` of the first page with the next ones, and none shifts."""
    return await _page(db, ItemType.BOOK, narrowed, skip, limit)


@router.get("/movies/{movie_id}", response_model=Movie)
async def get_movie(db: Db, movie_id: ItemId) -> Any:
    """Everything we know of one movie."""
    return await db.one("get_movie", movie_id=movie_id)


@router.get("/books/{book_id}", response_model=Book)
async def get_book(db: Db, book_id: ItemId) -> Any:
    """Everything we know of one book."""
    return await db.one("get_book", book_id=book_id)


@router.get("/genres", response_model=Genres)
async def list_genres(db: Db, of_type: OfType = None) -> Any:
    """The genres of the catalogue, with how many items each has."""
    return {"genres": await db.rows("get_genres", item_type=of_type)}


@router.get("/languages", response_model=Languages)
async def list_languages(db: Db, of_type: OfType = None) -> Any:
    """The original languages of the catalogue, with how many items each has."""
    return {"languages": await db.rows("get_languages", item_type=of_type)}


async def _page(db: Database, item_type: ItemType, narrowed: ListFilters, skip: int, limit: int) -> dict[str, Any]:
    page = await db.one(
        "get_items",
        item_type=item_type,
        item_skip=skip,
        item_limit=limit,
        filters=narrowed.filters,
        sort=narrowed.sort,
        as_of=narrowed.as_of,
    )
    return {**page, "skip": skip, "limit": limit}
