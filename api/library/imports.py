"""Who may import or export: one import works at a time, a few wait, more upload, and an account has one of each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request

from api.errors import Departed, InvalidInput, Overloaded, TooLarge, TooManyRequests, TooSlow
from api.sizes import MAX_FILE_BYTES, MEGABYTE

MAX_IMPORTS = 5  # that wait or work
MAX_UPLOADS = 20  # each may hold a file of 10 MB, on disk from its second megabyte on
UPLOAD_SECONDS = 10.0  # a slower upload must make room for others
RETRY_SECONDS = 30
IN_MEMORY = 256 * 1024  # bytes of an export or a report; most libraries have fewer
READ_SECONDS = 120.0  # for the client to read a report of up to 15 MB
MAX_PARTS, MAX_FIELD = 10, 64 * 1024  # of a form: parts of either kind, bytes of a part that is not a file

IsThere = Callable[[], bool]


@contextmanager
def a_document() -> Iterator[IO[bytes]]:
    """Yield a file for an export or a report, in memory while it is small: a slow reader must not fill our memory."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as document:
        yield cast(IO[bytes], document)


class Exports:
    """The exports of this process, one for each account; an export is a file until it is read."""

    def __init__(self) -> None:
        self._accounts: set[int] = set()

    @contextmanager
    def document(self, user_id: int) -> Iterator[IO[bytes]]:
        """Yield a file for an export. Raises `TooManyRequests` during another export."""
        if user_id in self._accounts:
            raise TooManyRequests("An export of yours is under way: wait for it to end.", slug="export_under_way")
        self._accounts.add(user_id)
        try:
            with a_document() as document:
                yield document
        finally:
            self._accounts.discard(user_id)


class Imports:
    """The imports of this process. A body that still arrives keeps nobody out; a whole one waits on disk."""

    def __init__(self, most: int = MAX_IMPORTS, most_uploads: int = MAX_UPLOADS) -> None:
        self._most = most
        self._most_uploads = most_uploads
        self._accounts: set[int] = set()
        self._arrived: set[int] = set()  # accounts whose file has arrived
        self._uploads: dict[asyncio.Timeout, float] = {}  # when each began, the oldest first
        self._turn = asyncio.Semaphore(1)  # one import may take 75 MB of memory

    @contextmanager
    def entered(self, user_id: int) -> Iterator[None]:
        """Count an import in until its report is read.

        Raises `TooManyRequests` during the account's other import, `Overloaded` if many wait.
        """
        if user_id in self._accounts:
            raise TooManyRequests("An import of yours is under way: wait for its answer.", slug="import_under_way")
        self._require_room()
        self._accounts.add(user_id)
        try:
            yield
        finally:
            self._accounts.discard(user_id)

    @asynccontextmanager
    async def uploading(self, patience_seconds: float = UPLOAD_SECONDS) -> AsyncIterator[None]:
        """Hold the block while a body arrives. If there are too many, the oldest slow one ends with `TooSlow`.

        If none is slow, this one raises `Overloaded`.
        """
        now = asyncio.get_running_loop().time()
        if len(self._uploads) >= self._most_uploads:
            oldest = next(iter(self._uploads), None)
            if oldest is None or now - self._uploads[oldest] < patience_seconds:
                raise _full()
            del self._uploads[oldest]
            oldest.reschedule(now)
        try:
            async with asyncio.timeout(None) as patience:
                self._uploads[patience] = now
                yield
        except TimeoutError:
            raise TooSlow(
                "Others wait, and this upload takes too long: send it again, or over a faster line."
            ) from None
        finally:
            self._uploads.pop(patience, None)

    @asynccontextmanager
    async def turn(self, request: Request, user_id: int) -> AsyncIterator[IsThere]:
        """Wait for the turn with a whole file; yield a function that says whether the sender is still there.

        Raises `Departed` if the sender left before, `Overloaded` if other files have filled the waiting room.
        """
        self._require_room()
        self._arrived.add(user_id)
        leaving, waiting = asyncio.create_task(_departure(request)), asyncio.create_task(self._turn.acquire())
        try:
            await asyncio.wait({leaving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise Departed()
            yield lambda: not leaving.done()
        finally:
            self._arrived.discard(user_id)  # however slowly the report is read then, others may bring theirs
            if waiting.done() and not waiting.cancelled():
                self._turn.release()
            for task in (leaving, waiting):
                task.cancel()
            await asyncio.wait({leaving, waiting})

    def _require_room(self) -> None:
        if len(self._arrived) >= self._most:
            raise _full()


def _full() -> Overloaded:
    full = Overloaded("Others bring their libraries right now: try again in half a minute.")
    full.retry_after_seconds = RETRY_SECONDS
    return full


async def _departure(request: Request) -> None:
    """Return when the sender hangs up: after a whole body nothing else can arrive."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def upload(request: Request, imports: Imports) -> AsyncIterator[UploadFile]:
    """Yield the one file of a form, on disk while the block runs.

    Raises `InvalidInput`, `TooLarge`, `Departed`, and what `Imports.uploading` raises.
    """
    try:
        async with imports.uploading():
            form = await request.form(max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=MAX_FIELD)
    except ClientDisconnect:
        raise Departed() from None
    try:
        files = form.getlist("file")
        if len(files) > 1:
            raise InvalidInput("file: Send one at a time.", slug="invalid_input")
        if not files or not isinstance(files[0], UploadFile):
            raise InvalidInput("file: Send a form (multipart/form-data) with a file of this name.", "invalid_input")
        if (files[0].size or 0) > MAX_FILE_BYTES:
            raise TooLarge(f"file: It has more than {MAX_FILE_BYTES // MEGABYTE} MB.", slug="file_too_large")
        yield files[0]
    except InvalidInput as error:
        raise error if error.faults else InvalidInput(f"file: {error.detail}", error.slug) from None
    finally:
        await form.close()


async def in_time(pieces: AsyncIterator[bytes], seconds: float = READ_SECONDS) -> AsyncIterator[bytes]:
    """Yield a report piece by piece; a client that reads too slowly does not get the rest."""
    deadline = asyncio.get_running_loop().time() + seconds
    async for piece in pieces:
        if asyncio.get_running_loop().time() > deadline:
            raise Departed()
        yield piece
