"""What a file takes in memory while it is read: one letter more or less makes no difference."""

import json
import tracemalloc

import pytest

from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import zip_of

MEGABYTE = 1_000_000
FILM = "Date,Name,Year,Letterboxd URI,Rating\n"


def table(last: str) -> bytes:
    """A CSV of a megabyte, and the title on its last line."""
    lines = [f"2024-05-02,Film {number * number},1985,https://boxd.it/{number:x},4\n" for number in range(20_000)]
    return f"{FILM}{''.join(lines)}2024-05-02,{last},1999,x,4\n".encode()


def document(last: str) -> bytes:
    """An export of a megabyte, and the title of its last rating."""
    ratings = [{"item": {"title": f"Nowhere {number}", "year": 1985}, "rating": 4} for number in range(14_000)]
    ratings.append({"item": {"title": last}, "rating": 4})
    whole = {"format": "cinelibre-library", "version": 1, "ratings": ratings}
    return json.dumps(whole, ensure_ascii=False).encode()


def archive(last: str) -> bytes:
    """Letterboxd's zip of three such tables."""
    return zip_of(dict.fromkeys(("ratings.csv", "watched.csv", "diary.csv"), table(last)))


def taken(content: bytes) -> tuple[int, int]:
    """The bytes that reading a file takes at most, and those it holds until its records are read."""
    read_library("warm", content)  # what is kept from one file to the next
    tracemalloc.start()
    try:
        library = read_library("x", content)
        held, most = tracemalloc.get_traced_memory()
        assert library.records
    finally:
        tracemalloc.stop()
    return most, held


def test_a_table_is_held_as_it_came() -> None:
    _, held = taken(table("🎬"))

    assert held < 1.2 * MEGABYTE


def test_the_tables_of_a_zip_are_held_as_they_came() -> None:
    _, held = taken(archive("🎬"))

    assert held < 3.5 * MEGABYTE


@pytest.mark.parametrize("last", ["電影", "🎬"])
def test_a_document_with_a_wide_letter_takes_no_more_than_one_of_chinese(last: str) -> None:
    most, _ = taken(document(last))
    plain, _ = taken(document("x"))

    assert most < plain + 1.5 * MEGABYTE


def test_a_document_of_keys_that_nobody_knows_is_held_as_it_came() -> None:
    objects = ({f"{n}": 1 for n in range(part, part + 10_000)} for part in range(0, 100_000, 10_000))
    ratings = ",".join(json.dumps(entry, separators=(",", ":")) for entry in objects)
    content = f'{{"format":"cinelibre-library","version":1,"ratings":[{ratings}]}}'.encode()

    most, held = taken(content)

    assert len(content) > 0.9 * MEGABYTE
    assert (held < 1.2 * MEGABYTE, most < 6 * MEGABYTE) == (True, True)
