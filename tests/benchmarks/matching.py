"""How many rows of other people's files find their item: `DATABASE_URL=… python -m tests.benchmarks.matching`.

On an imported catalogue, which is only read. Rows are made of its items, with titles and names written in other ways. A
row is right where it means the item that it was made of, or another edition of the same work.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

BATCH = 500  # as many as an import asks for at a time
N_MISSING = 100_000
STATUSES = ("right", "namesake", "wrong", "asked", "asked amiss", "not found")
ITEMS = """
    select i.id, i.item_type, i.title, i.original_title, i.year, i.people as authors, i.work_id, i.folded_title,
        cinelibre.fold_title(i.original_title) as folded_original
    from cinelibre.items as i order by i.id
"""
MATCH = "select m.place, m.item_id, m.candidates from cinelibre.match_records(%s) as m order by m.place"
ROMAN = {"2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI", "7": "VII", "8": "VIII", "9": "IX", "10": "X"}
WORDS = dict(zip(ROMAN, ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], strict=True))
Item = dict[str, Any]


def say(name: str, found: Counter[str], seconds: float) -> None:
    """Prints a line."""
    cells = " ".join(f"{found[status]:>11,}" for status in STATUSES)
    print(f"{name:<34} {found.total():>8,} {cells} {seconds:>8.1f} s")


def exchanged(words: str, pairs: dict[str, str]) -> str | None:
    """The text with whole words put for others; None where it has none of them."""
    changed = re.sub(r"\w+|&", lambda word: pairs.get(word[0], word[0]), words)
    return changed if changed != words else None


def with_ampersand(item: Item) -> str | None:
    """& for "and", and the other way round."""
    return exchanged(item["title"], {"&": "and"}) or exchanged(item["title"], {"and": "&"})


def with_other_numbers(item: Item) -> str | None:
    """Digits as Roman numbers and these as words, but for a number that is the whole title."""
    from_roman = {roman: WORDS[digits] for digits, roman in ROMAN.items() if len(roman) > 1}
    return exchanged(item["title"], ROMAN) if " " in item["title"] else exchanged(item["title"], from_roman)


def without_signs(item: Item) -> str | None:
    """Without dots and hyphens inside words."""
    joined = re.sub(r"(?<=\w)[-.·*](?=\w)|(?<=\b\w)\.", "", item["title"])
    return joined if joined != item["title"] else None


def in_wide_letters(item: Item) -> str | None:
    """Every letter and digit in its full width, of every twentieth item."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in item["title"])
    return wide if item["id"] % 20 == 0 and wide != item["title"] else None


def original(item: Item) -> str | None:
    """The original title, where it is another."""
    return item["original_title"] if item["folded_original"] not in {None, item["folded_title"]} else None


def without_subtitle(item: Item) -> str | None:
    """What stands before the first colon of a book."""
    before, colon, _ = item["title"].partition(":")
    return before.strip() if colon and before.strip() and item["item_type"] == "book" else None


def with_foreign_subtitle(item: Item) -> str | None:
    """A film's title with the name of something else behind a colon: it is to be asked for, or not found."""
    return f"{item['title']}: Crucified" if item["item_type"] == "movie" and ":" not in item["title"] else None


def family_first(name: str) -> str:
    """ "Rowling, J. K." """
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def initials(name: str) -> str:
    """ "JK Rowling" """
    *given, family = name.split()
    return " ".join(["".join(word[0] for word in given if word[0].isalpha()).upper(), family]).strip()


def by_authors(rewrite: Callable[[str], str]) -> Callable[[Item], Item | None]:
    """A book with its first author written in another way, and in another year."""

    def make(item: Item) -> Item | None:
        if item["item_type"] != "book" or not item["authors"]:
            return None
        return {"title": item["title"], "authors": [rewrite(item["authors"][0])], "year": (item["year"] or 2000) - 20}

    return make


def by_title(rewrite: Callable[[Item], str | None]) -> Callable[[Item], Item | None]:
    """An item with its title written in another way, year and authors as they are."""

    def make(item: Item) -> Item | None:
        title = rewrite(item)
        authors = item["authors"] if item["item_type"] == "book" else []
        return {"title": title, "year": item["year"], "authors": authors} if title else None

    return make


KINDS: dict[str, Callable[[Item], Item | None]] = {
    "as it is": by_title(lambda item: item["title"]),
    "original title": by_title(original),
    "& for and": by_title(with_ampersand),
    "numbers": by_title(with_other_numbers),
    "dots and hyphens left out": by_title(without_signs),
    "wide letters": by_title(in_wide_letters),
    "books without their subtitle": by_title(without_subtitle),
    "authors, family name first": by_authors(family_first),
    "authors by initials": by_authors(initials),
    "another work: none may be found": by_title(with_foreign_subtitle),
}


def matches(connection: psycopg.Connection, rows: list[Item]) -> Iterator[tuple[int | None, list[int]]]:
    """The item of each row, and the candidates."""
    for start in range(0, len(rows), BATCH):
        for _, item_id, candidates in connection.execute(MATCH, [Jsonb(rows[start : start + BATCH])]).fetchall():
            yield item_id, candidates or []


def names_of(row: Item) -> set[str]:
    """The titles of a row or an item as they are compared here, in small letters and without the article."""
    names = [name.casefold().replace("&", "and") for name in (row["title"], row.get("original_title")) if name]
    return {re.sub(r"^(the|an?) ", "", name) for name in names}


def judge(item: Item, row: Item, item_id: int | None, candidates: list[int], items: dict[int, Item]) -> str:
    """What became of a row that was made of `item`; a namesake is another item with this very title."""

    def is_it(other: int) -> bool:
        return other == item["id"] or (item["work_id"] is not None and items[other]["work_id"] == item["work_id"])

    if item_id is not None and not is_it(item_id):
        return "namesake" if names_of(items[item_id]) & names_of(row) else "wrong"
    if item_id is not None:
        return "right"
    if candidates:
        return "asked" if any(map(is_it, candidates)) else "asked amiss"
    return "not found"


def measure(connection: psycopg.Connection) -> None:
    """Prints a line a kind, and one of rows that no catalogue has."""
    with connection.cursor(row_factory=dict_row) as cursor:
        items = cursor.execute(ITEMS).fetchall()
    by_id = {item["id"]: item for item in items}
    print(f"{'':<34} {'rows':>8} {' '.join(f'{status:>11}' for status in STATUSES)}")
    for name, make in KINDS.items():
        made = [(item, row | {"item_type": item["item_type"]}) for item in items if (row := make(item))]
        began = time.perf_counter()
        found = [
            judge(item, row, *match, by_id)
            for (item, row), match in zip(made, matches(connection, [row for _, row in made]), strict=True)
        ]
        say(name, Counter(found), time.perf_counter() - began)
    missing = [
        {"title": f"Nowhere {number} to be Seen", "year": 1999, "item_type": "movie"} for number in range(N_MISSING)
    ]
    began = time.perf_counter()
    found = ["right" if item_id else "not found" for item_id, _ in matches(connection, missing)]
    say("titles that are not there", Counter(found), time.perf_counter() - began)


if __name__ == "__main__":
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as opened:
        measure(opened)
