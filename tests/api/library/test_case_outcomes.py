"""Files and searches of real people that were once answered wrongly: each gets what its case wants, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.library.case_catalogue import CATALOGUE
from tests.api.library.shelves import Place, Reader, a_place
from tests.api.library.test_cases import CASES, files

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")

SEEN = "seen 2024-01-01"
READ = "4.0 on 2024-03-01, seen 2024-03-01"
GILEAD = "Gilead 5.0 on 2024-03-01, seen 2024-03-01"

# What the account keeps, and what the report says of the rows that are not created.
OUTCOMES: dict[str, tuple[list[str], list[str]]] = {
    "ampersand/goodreads_library_export.csv": ([f"How to Win Friends and Influence People {READ}"], []),
    "ampersand/watched.csv": (
        [f"{title} {SEEN}" for title in ("I Now Pronounce You Chuck and Larry", "Love and Other Drugs",
            "Tucker & Dale vs. Evil", "Winners and Sinners")],
        [],
    ),
    "author-names/goodreads_library_export.csv": (
        [f"{title} {READ}" for title in ("Harry Potter and the Order of the Phoenix", "The Hobbit",
            "The Lion, the Witch and the Wardrobe", "The Time Machine")],
        ["already_there The Hobbit"],
    ),
    "bad-optional-cell/goodreads_library_export.csv": (
        [f"{title} 5.0 on 2024-03-01, seen 2024-03-01" for title in ("Emma", "Gilead", "The Road")],
        ["already_there Gilead"],
    ),
    "bad-optional-cell/my.csv": (["Dune 4.0 on today"], ["already_there Dune"] * 2),
    "book-taken-for-film/books.csv": ([], ["not_found Jaws"]),
    "book-taken-for-film/books2.csv": (["The Road 5.0 on today"], []),
    "colon-wrong-film/diary.csv": (
        [],
        ["ambiguous Predators: Crucified", "ambiguous Thor: Behind the Hammer", "not_found Up: A Making Of"],
    ),
    "colon-wrong-film/goodreads_library_export.csv": (
        [],
        ["not_found Dune: The Graphic Novel, Book 1", "not_found The Hobbit: Graphic Novel",
            "not_found Twilight: The Graphic Novel, Vol. 1"],
    ),
    "day-before/diary.csv": (["Heat 4.0 on 2024-05-02, seen 2024-05-01"], []),
    "dotted-and-joined-titles/watched.csv": (
        [f"{title} {SEEN}" for title in ("E.T. the Extra-Terrestrial", "L.A. Confidential", "Spider-Man")],
        [],
    ),
    "half-and-wide-letters/watched.csv": ([f"8 1/2 {SEEN}"], []),
    "imdb-watchlist/WATCHLIST.csv": (["Heat wanted 2024-05-01"], []),
    "numerals/watched.csv": (
        [f"{title} {SEEN}" for title in ("John Wick: Chapter Two", "Men in Black III", "Rocky II")],
        [],
    ),
    "odd-csv-shapes/goodreads_padded.csv": (["Gilead 5.0 on 2024-02-01, seen 2024-02-01"], []),
    "odd-csv-shapes/goodreads_quoted_lines.csv": ([GILEAD], []),
    "original-title-import/watched.csv": (
        [f"{title} {SEEN}" for title in ("Andhadhun", "Harry Potter and the Sorcerer's Stone", "Hate",
            "Lady Vengeance", "Seven", "Spirited Away", "Sunset Blvd.", "The Road Warrior")],
        [],
    ),
    "scale-of-ten/my.csv": (
        ["Fargo 2.0 on today", "Heat 4.5 on today", "Jumanji 2.5 on today", "Toy Story 4.0 on today"],
        [],
    ),
    "scale-of-ten/quarters.csv": (["Fargo 5.0 on today", "Heat 4.5 on today"], []),
    "scale-of-ten/trakt.csv": (
        ["Fargo wanted 2024-02-01", "Heat 4.5 on 2024-03-01, seen 2024-03-01",
            "Jumanji 2.0 on 2024-03-02, seen 2024-03-02"],
        [],
    ),
    "simkl-csv/simkl.csv": (
        ["Fargo wanted today", "Heat 4.5 on 2024-03-01, seen 2024-03-01",
            "Jumanji 2.0 on 2024-03-02, seen 2024-03-02"],
        [],
    ),
    "storygraph-csv/storygraph.csv": (
        ["Dune 5.0 on 2023-02-20, seen 2023-02-20", "Emma wanted 2023-03-08", "Persuasion 2.0 on 2023-04-01",
            "The Hobbit 5.0 on 2023-01-08, seen 2023-01-08"],
        ["matched Gilead"],
    ),
    "subtitle/goodreads_library_export.csv": (
        [f"{title} {READ}" for title in ("Fight Club: A Novel",
            "Good Omens: The Nice and Accurate Prophecies of Agnes Nutter, Witch", "Lirael: Daughter of the Clayr",
            "The Communist Manifesto: A Modern Edition",
            "Tuesdays with Morrie: An Old Man, a Young Man, and Life's Greatest Lesson")],
        [],
    ),
    "subtitle/watched.csv": (
        [f"{title} {SEEN}" for title in ("Interview with the Vampire: The Vampire Chronicles",
            "The Raid 2: Berandal")],
        [],
    ),
    "tmdb-export-average-as-own/ratings.csv": (
        ["Fargo 5.0 on 2024-03-01", "Heat 4.5 on 2024-03-01", "Jumanji 1.0 on 2024-03-02"],
        [],
    ),
    "trakt-zip/ratings-movies.json": (["Heat 4.5 on 2024-03-01"], []),
    "twice-on-one-day/diary.csv": (["Heat 4.0 on 2024-05-02, seen 2024-05-01"], []),
    "zip-of-windows/letterboxd.zip": (["Fargo liked", "Heat 4.0 on 2024-05-02"], []),
}  # fmt: skip

A_BOOK = {"The Road", "Dune", "Emma"}  # of the titles above, those that films have too


@pytest.fixture(scope="module")
async def place(address: str) -> AsyncIterator[Place]:
    """The file's service on the items that the cases mean."""
    async with a_place(address, CATALOGUE) as opened:
        yield opened


def day_of(moment: str) -> str:
    """The day of a moment, or today if it is the import's own."""
    when = datetime.fromisoformat(moment)
    return "today" if datetime.now(UTC) - when < timedelta(hours=1) else when.date().isoformat()


async def kept(reader: Reader) -> list[str]:
    """What an account keeps of each item, as its export says."""
    document, found = await reader.exported(), dict[str, list[str]]()
    for rating in document["ratings"]:
        if any(rating["item"]["title"] == title for title in A_BOOK):
            assert rating["item"]["item_type"] == "book"
        found.setdefault(rating["item"]["title"], []).append(
            f"{float(rating['rating'])} on {day_of(rating['rated_at'])}"
        )
    for marks in document["shelf"]:
        said = found.setdefault(marks["item"]["title"], [])
        words = {"watchlist_at": "wanted", "seen_at": "seen"}
        said += [f"{word} {day_of(marks[name])}" for name, word in words.items() if name in marks]
        said += ["liked"] * (marks.get("opinion") == "like" or "favorite_at" in marks)
    return sorted(f"{title} {', '.join(said)}" for title, said in found.items())


async def test_every_file_of_the_cases_is_kept_as_its_case_wants(place: Place) -> None:
    uploads = {f"{path.parent.name}/{path.name}": path for path in files() if path.name != "volumes.json"}
    assert uploads.keys() == OUTCOMES.keys()
    for name, path in uploads.items():
        reader = await place.reader("America/New_York")
        report = await reader.imported(path.read_bytes(), path.name)

        others = sorted(f"{row['status']} {row['title']}" for row in report["rows"] if row["status"] != "created")
        assert (name, await kept(reader), others) == (name, *OUTCOMES[name])


async def test_a_day_of_a_diary_stays_that_day_and_two_viewings_stay_two(place: Place) -> None:
    for case, n_viewings in (("day-before", 1), ("twice-on-one-day", 2)):
        reader = await place.reader("America/New_York")
        diary = (CASES / case / "diary.csv").read_bytes()
        for _ in range(2):
            await reader.imported(diary, "diary.csv")
        for timezone in ("America/New_York", "Asia/Tokyo", "America/Los_Angeles"):
            await reader.asked("PATCH", "/auth/me", json={"timezone": timezone})
            days = (await reader.asked("GET", "/history"))["days"]

            seen = [(day["day"], [entry["item"]["title"] for entry in day["entries"]]) for day in days]
            assert seen == [("2024-05-01", ["Heat"] * n_viewings)], (case, timezone)
