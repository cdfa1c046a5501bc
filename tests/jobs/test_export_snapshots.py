"""`export --features`: snapshots as rows, under the pseudonyms that the ratings of the same export have."""

import csv
import json
import re
from pathlib import Path

import pytest

from api.db import Database
from api.errors import InvalidInput
from api.jobs.export import export_ratings
from tests.support.readers import DUNE, EMMA, SOLARIS, a_caller, write_items


def files_in(folder: Path) -> list[str]:
    """The names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


async def test_snapshots_are_rows_under_the_pseudonyms_of_the_ratings(db: Database, tmp_path: Path) -> None:
    await write_items(db)
    for name, item_ids in (("ada", (DUNE, SOLARIS)), ("bob", (DUNE, EMMA))):
        reader = await a_caller(db, name)
        for item_id in item_ids:
            await reader.one("rate_item", item_id=item_id, rating=4.5)
        await db.one("refresh_features")
        await reader.one("save_features", history_limit=9, per_kind=9, snapshot_limit=9)

    told = await export_ratings(
        db, str(tmp_path / "ratings.json"), "json", features=str(tmp_path / "features.csv"), limit=4
    )

    users = list(
        dict.fromkeys(json.loads(line)["user"] for line in (tmp_path / "ratings.json").read_text().splitlines())
    )
    with (tmp_path / "features.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert told.endswith(f"2 snapshots in {tmp_path / 'features.csv'}")
    assert list(dict.fromkeys(row["user"] for row in found)) == users
    [movies] = [row for row in found if row["user"] == users[1] and row["name"] == "movie"]
    assert (movies["kind"], movies["n_items"], movies["disliked"]) == ("type", "2", "0.0")
    assert re.fullmatch(r"20\d\d-.*Z", movies["taken_at"])
    assert files_in(tmp_path) == ["features.csv", "ratings.json"]


async def test_a_file_of_features_that_cannot_be_written_is_named(db: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"nowhere/f\.json cannot be written: No such file"):
        await export_ratings(db, str(tmp_path / "r.json"), "json", features=str(tmp_path / "nowhere" / "f.json"))

    assert files_in(tmp_path) == []
