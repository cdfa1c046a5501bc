"""Exports a library in pages."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import IO, Any

from api.http.callers import Caller

PARTS = (
    "ratings",
    "shelf",
    "interactions",
    "rollups",
    "influences",
    "services",
    "summary",
    "snapshots",
    "notes",
    "reviews",
    "reports",
    "feedback",
    "people",
    "person_reports",
    "groups",
    "evenings",
    "experiments",
)
PIECE_BYTES = 64 * 1024


async def export_library(me: Caller, document: IO[bytes]) -> None:
    """Write the whole library before any of it is sent, so that an error is an answer and not a broken download."""
    [account] = (await me.one("get_library_page", part="account"))["entries"]
    async for piece in _pieces(me, account):
        document.write(piece.encode())
    document.seek(0)


async def read_in_pieces(document: IO[bytes]) -> AsyncIterator[bytes]:
    """Yield the written document piece by piece."""
    while piece := document.read(PIECE_BYTES):
        yield piece


async def _pieces(me: Caller, account: dict[str, Any]) -> AsyncIterator[str]:
    head = {
        "format": "cinelibre-library",
        "version": 1,
        "exported_at": datetime.now(UTC).isoformat(),
        "account": account,
    }
    yield write_json(head).removesuffix("}")
    for part in PARTS:
        yield f',"{part}":['
        after, separator = 0, ""
        while after is not None:
            page = await me.one("get_library_page", part=part, after=after)
            if page["entries"]:
                yield separator + write_json(page["entries"])[1:-1]
                separator = ","
            after = page["last"]
        yield "]"
    yield "}"


def write_json(value: Any) -> str:
    """Write a value as compact JSON, in Unicode."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
