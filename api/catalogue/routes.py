"""GET /items, /movies, /books, one of each, /genres and /languages."""

from typing import Annotated, Any

from fastapi import Depends

from api.catalogue.filters import ListFilters, list_filters
from api.catalogue.schemas import Book, Genres, ItemPage, Items, Languages, Movie, MovieOrBook
from api.http.callers import Visitor
from api.http.cards import Shown, Told
from api.http.deps import AnybodyCached, ItemId, Limit, Skip
from api.http.features import feature
from api.http.filters import OfType
from api.http.ids import GivenIds
from api.schemas import ItemType

router = feature("catalogue")

Narrowed = Annotated[ListFilters, Depends(list_filters)]


@router.get("/items", response_model=Items)
async def get_items_by_id(visitor: AnybodyCached, ids: GivenIds, show: Shown) -> Any:
    """Movies and books by their ids, in the order of the ids. Unknown ones are left out."""
    return show.text(b'{"items":%b}' % await visitor.text("get_items_by_id", item_ids=ids))


@router.get("/items/{item_id}", response_model=MovieOrBook)
async def get_item(visitor: AnybodyCached, item_id: ItemId, tell: Told) -> Any:
    """Everything we know of one movie or book."""
    return tell.text(await visitor.text("get_item", item_id=item_id))


@router.get("/movies", response_model=ItemPage)
async def list_movies(
    visitor: AnybodyCached, narrowed: Narrowed, show: Shown, skip: Skip = 0, limit: Limit = 20
) -> Any:
    """One page of movies. Send `as_of` of the first page with later ones, so that no movie shifts between pages.

    With a token, movies that its user rated, saw or hid are left out.
    """
    return show.text(await _page(visitor, ItemType.MOVIE, narrowed, skip, limit), skip=skip, limit=limit)


@router.get("/books", response_model=ItemPage)
async def list_books(visitor: AnybodyCached, narrowed: Narrowed, show: Shown, skip: Skip = 0, limit: Limit = 20) -> Any:
    """One page of books. Send `as_of` of the first page with later ones, so that no book shifts between pages.

    With a token, books that its user rated, read or hid are left out.
    """
    return show.text(await _page(visitor, ItemType.BOOK, narrowed, skip, limit), skip=skip, limit=limit)


@router.get("/movies/{movie_id}", response_model=Movie)
async def get_movie(visitor: AnybodyCached, movie_id: ItemId, tell: Told) -> Any:
    """Everything we know of one movie."""
    return tell.text(await visitor.text("get_movie", movie_id=movie_id))


@router.get("/books/{book_id}", response_model=Book)
async def get_book(visitor: AnybodyCached, book_id: ItemId, tell: Told) -> Any:
    """Everything we know of one book."""
    return tell.text(await visitor.text("get_book", book_id=book_id))


@router.get("/genres", response_model=Genres)
async def get_genres(visitor: AnybodyCached, item_type: OfType, tell: Told) -> Any:
    """The genres of the catalogue, each with its number of items."""
    return tell.text(b'{"genres":%b}' % await visitor.text("get_genres", item_type=item_type))


@router.get("/languages", response_model=Languages)
async def get_languages(visitor: AnybodyCached, item_type: OfType, tell: Told) -> Any:
    """The original languages of the catalogue, each with its number of items."""
    return tell.text(b'{"languages":%b}' % await visitor.text("get_languages", item_type=item_type))


async def _page(visitor: Visitor, item_type: ItemType, narrowed: ListFilters, skip: int, limit: int) -> bytes:
    return await visitor.text(
        "get_items",
        item_type=item_type,
        item_skip=skip,
        item_limit=limit,
        filters=narrowed.filters,
        sort=narrowed.sort,
        as_of=narrowed.as_of,
        include_seen=narrowed.includes_seen,
    )
