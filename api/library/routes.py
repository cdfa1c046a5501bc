"""GET /library/export, POST /library/import and /library/import/choices."""

from collections.abc import AsyncIterator
from typing import IO, Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from api.http.admission import visit_of
from api.http.deps import Me, Refresher
from api.http.features import feature
from api.library import service
from api.library.imports import Exports, Imports, a_document, in_time, upload
from api.library.schemas import UPLOAD, ChoiceReport, Choices, ImportReport
from api.library.whole import Library

router = feature("library", prefix="/library")


async def _entered(request: Request, me: Me) -> AsyncIterator[Imports]:
    """Enter the imports until the answer is sent. They have their own limit, so the request gives its slot back."""
    imports = cast(Imports, request.app.state.imports)
    visit_of(request.scope).leave_for_good()
    with imports.entered(me.user_id):
        await me.one("get_account")  # refuses an ended token before its file is read
        yield imports


async def _document(request: Request, me: Me) -> AsyncIterator[IO[bytes]]:
    """Yield the file for an export of this account, until the answer is sent."""
    with cast(Exports, request.app.state.exports).document(me.user_id) as document:
        yield document


async def _report() -> AsyncIterator[IO[bytes]]:
    """Yield the file for a report, until the answer is sent."""
    with a_document() as document:
        yield document


Entered = Annotated[Imports, Depends(_entered)]
GivenReport = Annotated[IO[bytes], Depends(_report)]
Document = Annotated[IO[bytes], Depends(_document)]


@router.get("/export", response_model=Library)
async def export_library(me: Me, document: Document) -> Any:
    """Everything that your account has, as one JSON document."""
    await service.export_library(me, document)
    return StreamingResponse(
        service.read_in_pieces(document),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="cinelibre-library.json"'},
    )


@router.post("/import", response_model=ImportReport, openapi_extra=UPLOAD)
async def import_library(request: Request, me: Me, refresher: Refresher, imports: Entered, report: GivenReport) -> Any:
    """Import ratings, watchlist and history from elsewhere; the answer says what became of every row.

    Letterboxd, Trakt, SIMKL, IMDb, TMDB, MovieLens, Goodreads, StoryGraph, LibraryThing, calibre, our own export, or
    any CSV with ids or titles. A second import of the same file changes nothing.
    """
    from api.library import importing

    async with upload(request, imports) as file, imports.turn(request, me.user_id) as is_there:
        await importing.import_library(me, file.filename or "", file.file.read, is_there, report)
    refresher.ask(me.user_id)
    pieces = in_time(service.read_in_pieces(report))
    return StreamingResponse(pieces, media_type="application/json")  # no second validation of 100,000 rows


@router.post("/import/choices", response_model=ChoiceReport)
async def import_choices(me: Me, refresher: Refresher, given: Choices) -> Any:
    """Say which items rows mean that an import did not find or could not tell apart.

    Each choice is applied as the import would have applied its row. A second time changes nothing, and a bad choice
    keeps no other back.
    """
    from api.library import choices

    report = await choices.import_choices(me, given.choices)
    refresher.ask(me.user_id)
    return report
