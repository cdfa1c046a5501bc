"""GET /history, /favorites and /seen; /watchlist and /hidden, as lists and item by item."""

from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Query

from api.http.callers import Caller
from api.http.cards import Shown
from api.http.deps import ItemId, Limit, Me, Refresher, Skip
from api.http.features import feature
from api.http.filters import OfType
from api.http.pages import AsOf, paged
from api.interactions.shelf_schemas import History, MarkedItems, MarkOrder, Shelf
from api.schemas import ItemType

router = feature("shelf")


class MarkedPage(NamedTuple):
    """Which page of a list of marked items is asked for."""

    item_type: ItemType | None
    page_end: dict[str, Any] | None
    skip: int
    limit: int
    sort: MarkOrder


async def _asked(
    item_type: OfType,
    as_of: AsOf,
    skip: Skip = 0,
    limit: Limit = 20,
    sort: Annotated[MarkOrder, Query(description="By the date of the mark, by title or by year")] = "newest",
) -> MarkedPage:
    return MarkedPage(item_type, as_of, skip, limit, sort)


PageAsked = Annotated[MarkedPage, Depends(_asked)]


@router.get("/history", response_model=History)
async def get_history(me: Me, item_type: OfType, as_of: AsOf, show: Shown, skip: Skip = 0, limit: Limit = 20) -> Any:
    """What you watched and read, newest first, grouped by the days of your timezone."""
    page = await me.one("get_history", item_type=item_type, item_skip=skip, item_limit=limit, page_end=as_of)
    return show.made(paged(page, skip, limit))


@router.get("/watchlist", response_model=MarkedItems)
async def list_watchlist(me: Me, asked: PageAsked, show: Shown) -> Any:
    """What you saved for later."""
    return show.made(await _marked(me, "watchlist", asked))


@router.get("/watchlist/{item_type}/{item_id}", response_model=Shelf)
async def get_watchlist_item(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Whether, and since when, you saved an item for later."""
    return await me.one("get_shelf", item_type=item_type, item_id=item_id)


@router.put("/watchlist/{item_type}/{item_id}", response_model=Shelf)
async def save_for_later(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Save an item for later; a second call changes nothing."""
    return await me.one("mark_item", item_type=item_type, item_id=item_id, interaction_type="watchlist_add")


@router.delete("/watchlist/{item_type}/{item_id}", response_model=Shelf)
async def forget_for_later(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Take an item off the watchlist; a second call changes nothing."""
    return await me.one("mark_item", item_type=item_type, item_id=item_id, interaction_type="watchlist_remove")


@router.get("/hidden", response_model=MarkedItems)
async def list_hidden(me: Me, asked: PageAsked, show: Shown) -> Any:
    """What you do not want recommended."""
    return show.made(await _marked(me, "hidden", asked))


@router.get("/hidden/{item_type}/{item_id}", response_model=Shelf)
async def get_hidden_item(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Whether, and since when, you hid an item."""
    return await me.one("get_shelf", item_type=item_type, item_id=item_id)


@router.put("/hidden/{item_type}/{item_id}", response_model=Shelf)
async def hide_item(me: Me, refresher: Refresher, item_type: ItemType, item_id: ItemId) -> Any:
    """Never recommend an item to you; a second call changes nothing."""
    refresher.ask(me.user_id)
    return await me.one("mark_item", item_type=item_type, item_id=item_id, interaction_type="hide")


@router.delete("/hidden/{item_type}/{item_id}", response_model=Shelf)
async def unhide_item(me: Me, refresher: Refresher, item_type: ItemType, item_id: ItemId) -> Any:
    """Let an item be recommended again."""
    refresher.ask(me.user_id)
    return await me.one("mark_item", item_type=item_type, item_id=item_id, interaction_type="unhide")


@router.get("/favorites", response_model=MarkedItems)
async def list_favorites(me: Me, asked: PageAsked, show: Shown) -> Any:
    """Your favorites."""
    return show.made(await _marked(me, "favorite", asked))


@router.get("/seen", response_model=MarkedItems)
async def list_seen(me: Me, asked: PageAsked, show: Shown) -> Any:
    """What you have seen or read, each item once."""
    return show.made(await _marked(me, "seen", asked))


async def _marked(me: Caller, mark: str, asked: MarkedPage) -> dict[str, Any]:
    page = await me.one(
        "get_marked_items",
        mark=mark,
        item_type=asked.item_type,
        item_skip=asked.skip,
        item_limit=asked.limit,
        sort=asked.sort,
        page_end=asked.page_end,
    )
    return paged(page, asked.skip, asked.limit)
