"""GET /notes; GET, PUT and DELETE /notes/{item_type}/{item_id}."""

from typing import Annotated, Any

from fastapi import Query

from api.http.cards import Shown
from api.http.deps import ItemId, Limit, Me, Skip
from api.http.features import feature
from api.http.filters import OfType
from api.http.pages import AsOf, paged
from api.reviews.schemas import MyNotes, NewNote, Note, NoteOrder
from api.schemas import ItemType

router = feature("shelf", prefix="/notes")


@router.get("", response_model=MyNotes)
async def get_notes(
    me: Me,
    item_type: OfType,
    as_of: AsOf,
    show: Shown,
    skip: Skip = 0,
    limit: Limit = 20,
    sort: Annotated[NoteOrder, Query(description="By date, title or year")] = "newest",
) -> Any:
    """Your notes, whole."""
    page = await me.one("get_notes", item_type=item_type, item_skip=skip, item_limit=limit, sort=sort, page_end=as_of)
    return show.made(paged(page, skip, limit))


@router.get("/{item_type}/{item_id}", response_model=Note)
async def get_note(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Your note on an item; nobody else sees it."""
    return await me.one("get_note", item_type=item_type, item_id=item_id)


@router.put("/{item_type}/{item_id}", response_model=Note)
async def write_note(me: Me, item_type: ItemType, item_id: ItemId, given: NewNote) -> Any:
    """Write down a note on an item, in place of the former one."""
    return await me.one("write_note", item_type=item_type, item_id=item_id, note=given.note)


@router.delete("/{item_type}/{item_id}", response_model=Note)
async def delete_note(me: Me, item_type: ItemType, item_id: ItemId) -> Any:
    """Delete your note on an item; a second call changes nothing."""
    return await me.one("delete_note", item_type=item_type, item_id=item_id)
