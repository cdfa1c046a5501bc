"""`export`: everybody's ratings and features as training data, page by page, with pseudonyms instead of users."""

import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from api.chores.lease import Run, running
from api.db import Database
from api.errors import InvalidInput
from api.jobs.export_formats import FORMATS, Rows, Write, open_format
from api.jobs.export_snapshots import SNAPSHOT_COLUMNS, write_snapshots

PAGE_SIZE = 20_000  # ratings a call
MOST_KEPT = 50_000  # items that are remembered from page to page
OnPage = Callable[[Run], None]


async def export_ratings(
    db: Database,
    output: str,
    file_format: str,
    limit: int | None = None,
    on_page: OnPage = lambda run: None,
    features: str | None = None,
) -> str:
    """Write all ratings to `output` (`-` is the standard output) and all snapshots to `features`, if it is given."""
    async with running(db, "export") as run:
        try:
            with ExitStack() as stack:
                key = secrets.token_bytes(32)
                target = stack.enter_context(_Target(output))
                write = stack.enter_context(open_format(file_format, target.file))
                await _write_pages(db, run, write, key, limit, on_page)
                await _write_features(db, run, features, key)
            return _told(run, output, features)
        except OSError as error:
            if output != "-" or not isinstance(error, BrokenPipeError):
                raise InvalidInput(f"{output} cannot be written: {error.strerror}.") from None
            # after `| head` nobody reads on: let the interpreter flush the rest into nothing
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return "whoever reads it had enough"


def _told(run: Run, output: str, features: str | None) -> str:
    told = f"{run.counts['n_ratings']:,} ratings" + ("" if output == "-" else f" in {output}")
    return told + ("" if features is None else f", {run.counts['n_snapshots']:,} snapshots in {features}")


async def _write_features(db: Database, run: Run, features: str | None, key: bytes) -> None:
    if features is None:
        return
    try:
        with (
            _Target(features) as target,
            open_format(format_of(features, None), target.file, SNAPSHOT_COLUMNS) as write,
        ):
            await write_snapshots(db, run, write, lambda user_id: pseudonym(user_id, key))
    except OSError as error:
        raise InvalidInput(f"{features} cannot be written: {error.strerror}.") from None


async def _write_pages(db: Database, run: Run, write: Write, key: bytes, limit: int | None, on_page: OnPage) -> None:
    items: dict[int, dict[str, Any]] = {}
    after: list[int] | None = [0, 0]
    while after is not None and limit != run.counts["n_ratings"]:
        n_wanted = PAGE_SIZE if limit is None else min(PAGE_SIZE, limit - run.counts["n_ratings"])
        page = await db.one("get_training_page", after_user=after[0], after_item=after[1], page_limit=n_wanted)
        await _learn(db, items, page["items"])
        write(_rows(page, items, key))
        run.counts["n_ratings"] += len(page["users"])
        on_page(run)
        after = page["next"]


async def _learn(db: Database, items: dict[int, dict[str, Any]], item_ids: list[int]) -> None:
    """Read the items that are not remembered yet; if there are too many to remember, the others are forgotten."""
    if len(items) > MOST_KEPT:
        items.clear()
    unknown = sorted(set(item_ids) - items.keys())
    if unknown:
        found = await db.one("get_exported_items", item_ids=unknown)
        items.update({item["item_id"]: item for item in found})


def _rows(page: dict[str, Any], items: dict[int, dict[str, Any]], key: bytes) -> Rows:
    pseudonyms = {user_id: pseudonym(user_id, key) for user_id in set(page["users"])}
    return [
        {
            "user": pseudonyms[user_id],
            **items[item_id],
            "rating": float(stars),
            "rated_at": datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z"),
        }
        for user_id, item_id, stars, seconds in zip(
            page["users"], page["items"], page["ratings"], page["seconds"], strict=True
        )
        if item_id in items  # absent if it was deleted meanwhile
    ]


def pseudonym(user_id: int, key: bytes) -> str:
    """Return sixteen letters that stand for a user: with 64 bits, no two of millions collide.

    They are the HMAC of the id with a random key that is thrown away. Within one export the rows of a user belong
    together. Nobody, not even the operator, can tell whose they are or find them again in another export.
    """
    return hmac.new(key, str(user_id).encode(), hashlib.sha256).hexdigest()[:16]


class _Target:
    """The file that is written, under another name until it is complete; or the standard output."""

    def __init__(self, output: str) -> None:
        self._path = None if output == "-" else Path(output)
        self._part = self._path and self._path.with_name(f".{self._path.name}.part")
        self.file: IO[bytes] = sys.stdout.buffer

    def __enter__(self) -> "_Target":
        if self._part is not None:
            self.file = self._part.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._path is None or self._part is None:
            self.file.flush()
            return
        try:
            self.file.close()  # may fail: the disk may be full for the last part
            if kind is None:
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)


def format_of(output: str, given: str | None) -> str:
    """Return the format that was asked for, or the one that the file's name tells."""
    named = {"jsonl": "json", "ndjson": "json"}.get(Path(output).suffix[1:], Path(output).suffix[1:])
    return given or (named if named in FORMATS else "json")
