"""`export --features`: everybody's snapshots of features as training data, a row for each preference."""

from collections.abc import Callable
from datetime import UTC, datetime

from api.chores.lease import Run
from api.db import Database
from api.jobs.export_formats import Write

PAGE_SIZE = 200  # snapshots a call, each of some 200 preferences

# The columns and their types in parquet.
SNAPSHOT_COLUMNS = {
    "user": "string",
    "taken_at": "string",
    "kind": "string",
    "name": "string",
    "liked": "float64",
    "disliked": "float64",
    "n_items": "int32",
}


async def write_snapshots(db: Database, run: Run, write: Write, pseudonym_of: Callable[[int], str]) -> None:
    """Write all snapshots, page by page, under the pseudonyms that the ratings of the same export have."""
    after: int | None = 0
    while after is not None:
        page = await db.one("get_snapshot_page", after_id=after, page_limit=PAGE_SIZE)
        write(
            [
                {
                    "user": pseudonym_of(snapshot["user_id"]),
                    "taken_at": _in_utc(snapshot["taken_at"]),
                    **{name: preference[name] for name in ("kind", "name", "n_items")},
                    **{name: float(preference[name]) for name in ("liked", "disliked")},
                }
                for snapshot in page["snapshots"]
                for preference in snapshot["preferences"]
            ]
        )
        run.counts["n_snapshots"] += len(page["snapshots"])
        after = page["next"]


def _in_utc(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat().replace("+00:00", "Z")
