"""GET /app/: the web client, built by `make web` into api/client/ and served from memory."""

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from api.errors import NotFound

FOLDER = Path(__file__).parents[1] / "client"
PATH = "/app"
PAGE = "index.html"
NOT_SERVED = {"built-from.txt"}
SMALL = 860  # bytes; compressing less gains nothing
KEPT = "public, max-age=31536000, immutable"  # the names of assets have a hash of what is in them
CHECKED = "no-cache"  # kept, but compared at every load
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: https://image.tmdb.org https://books.google.com",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types cinelibre",  # it makes one address: that of the service worker
    )
)
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".md": "text/plain"}


class ClientFile(NamedTuple):
    """A file as it is sent."""

    body: bytes
    compressed: bytes | None
    etag: str
    content_type: str
    cache_control: str


class Client:
    """An ASGI application for a folder of built files. Every other address below it is a page, which index.html draws.

    The files are few and small, so all are in memory; what is not among them cannot be asked for.
    """

    path = PATH  # its name as a route, for metrics and the log

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in NOT_SERVED
        }
        self._made = cache(self._make)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request below the address where this is mounted."""
        scope["route"] = self
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        base = scope["root_path"]
        name = scope["path"].removeprefix(base).removeprefix("/")
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        if name not in self._files:
            if name.startswith("assets/") or PAGE not in self._files:
                raise NotFound("There is no such file of the client.", slug="not_found")
            name = PAGE
        return _sent(self._made(name, base), Headers(scope=scope))

    def _make(self, name: str, base: str) -> ClientFile:
        body, content_type = self._files[name], _type_of(name)
        if name == PAGE:
            body = _placed(body, base)
        compressed = gzip.compress(body, 9, mtime=0) if len(body) > SMALL else None
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        return ClientFile(body, compressed, etag, content_type, KEPT if name.startswith("assets/") else CHECKED)


async def redirect_to_client(request: Request) -> Response:
    """Redirect from the address without a slash; relatively, so that no Host and no prefix matters."""
    return RedirectResponse(f"{PATH.removeprefix('/')}/")


def _type_of(name: str) -> str:
    suffix = Path(name).suffix
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _placed(page: bytes, base: str) -> bytes:
    """Write into the page where it stands and where the API is."""
    prefix = base.removesuffix(PATH)
    placed = page.replace(b'<base href="/app/" />', f'<base href="{base}/" />'.encode())
    return placed.replace(b'name="cinelibre-api" content=""', f'name="cinelibre-api" content="{prefix}"'.encode())


def _sent(file: ClientFile, asked: Headers) -> Response:
    headers = {
        "Cache-Control": file.cache_control,
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
    }
    known = [tag.strip().removeprefix("W/") for tag in asked.get("if-none-match", "").split(",")]
    if file.etag in known:
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.compressed is not None and "gzip" in asked.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = file.compressed, "gzip"
    return Response(body, headers=headers, media_type=file.content_type)
