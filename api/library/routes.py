"""GET /library/export, POST /library/import."""

import asyncio
from typing import Annotated, Any, cast

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse

from api.deps import Me, Refresher
from api.errors import InvalidInput, TooLarge
from api.library import service
from api.library.schemas import ImportReport, Library
from api.readers.library import MOST_BYTES

router = APIRouter(prefix="/library", tags=["library"])

Upload = Annotated[
    UploadFile,
    File(description="Our own export, Letterboxd's zip, or a CSV of Goodreads, IMDb or MovieLens"),
]


@router.get("/export", response_model=Library)
async def export_library(me: Me) -> Any:
    """Everything of your account as one JSON document."""
    return StreamingResponse(
        await service.export_library(me),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="cinelibre-library.json"', "Cache-Control": "no-store"},
    )


@router.post("/import", response_model=ImportReport)
async def import_library(request: Request, me: Me, refresher: Refresher, file: Upload) -> Any:
    """Bring ratings, watchlist and history from elsewhere; the answer says what became of every row.

    Letterboxd, Goodreads, IMDb, MovieLens, our own export, or any CSV with ids or titles. Twice is once.
    """
    if len((await request.form()).getlist("file")) > 1:
        raise InvalidInput("file: one at a time.", slug="invalid_input")
    async with cast(asyncio.Semaphore, request.app.state.import_turn):
        content = await _content(file)
        report = await service.import_library(me, file.filename or "", content)
    refresher.ask(me.user_id)
    return JSONResponse(report)  # of up to 100,000 rows: not validated once more


async def _content(file: UploadFile) -> bytes:
    content = await file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge(f"file: has more than {MOST_BYTES // 10**6} MB.", slug="file_too_large")
    return content
