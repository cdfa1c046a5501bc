"""Files of real services that were once read wrongly: each is recognized, and no row of it is bad."""

from pathlib import Path

import pytest

from api.settings import ROOT
from tests.api.library.shelves import Place

CASES = ROOT.parent / "shared" / "cases"
FORMATS = {
    "goodreads": "goodreads", "watched": "letterboxd", "diary": "letterboxd", "letterboxd": "letterboxd",
    "storygraph": "storygraph", "simkl": "simkl", "WATCHLIST": "imdb", "ratings": "tmdb", "ratings-movies": "trakt",
    "trakt": "trakt", "my": "generic", "quarters": "generic", "books": "generic", "books2": "generic",
}  # fmt: skip


def files() -> list[Path]:
    """The uploads among the cases."""
    return sorted(path for path in CASES.glob("*/*") if path.suffix in {".csv", ".zip", ".json"})


@pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")
async def test_every_case_is_recognized_and_no_row_of_it_is_bad(place: Place) -> None:
    uploads = [path for path in files() if path.name != "volumes.json"]  # that one is an answer of Google's
    assert len(uploads) >= 20
    for path in uploads:
        report = await (await place.reader()).imported(path.read_bytes(), path.name)

        known = FORMATS[path.stem.partition("_")[0]]
        assert (path.parent.name, report["format"]) == (path.parent.name, known)
        assert report["rows"]
        assert "bad" not in report["counts"], (path, report["rows"])
