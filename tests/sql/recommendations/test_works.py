"""Works in several editions: which items are one work, whatever is written, and who knows one knows them all."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller, Visitor
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.sql.catalogue.test_catalogue_functions import Record, book, movie, upsert
from tests.support.readers import ALL_ITEMS, record, register, rows, write
from tests.support.servers import Server


def works(database_url: str) -> dict[int, int]:
    """The work of each item that has other editions."""
    return dict(rows(database_url, "select id, work_id from cinelibre.items where work_id is not null order by id"))


def edition(title: str, *authors: str, **fields: Any) -> Record:
    """A book; each has a Google id of its own, or two of a title and year would be one item."""
    return book(title, authors=list(authors), google_id=f"{random.random()}", **fields)


def print_of(title: str, year: int | None, *directors: str, **fields: Any) -> Record:
    """A film; each has a MovieLens id of its own."""
    fields = {"directors": list(directors), "movielens_id": random.randrange(10**9), **fields}
    return movie(title, **fields) | {"year": year}


async def test_books_of_one_title_with_an_author_in_common_are_one_work(db: Database, database_url: str) -> None:
    await upsert(
        db,
        edition("The Alchemist", "Paulo Coelho"),  # 1
        edition("the alchemist!", "Paulo Coelho", "Alan R. Clarke"),  # 2: another edition of 1
        edition("The Alchemist", "Ben Jonson"),  # 3: another book
        edition("The Alchemist's Secret", "Paulo Coelho"),  # 4
        edition("Emma", "J. A. Austen"),  # 5
        edition("Emma", "J.A. Austen"),  # 6: however an author is written
        edition("Beowulf"),  # 7, 8: nobody in common
        edition("Beowulf"),
        edition("!!!", "Paulo Coelho"),  # 9, 10: titles of which nothing is left say nothing
        edition("???", "Paulo Coelho"),
    )

    assert works(database_url) == {1: 1, 2: 1, 5: 5, 6: 5}


async def test_an_author_is_told_by_surname_and_an_initial_and_a_novel_is_no_title(
    db: Database, database_url: str
) -> None:
    await upsert(
        db,
        edition("Anna Karenina", "graf Leo Tolstoy"),  # 1
        edition("Anna Karenina: A Novel", "L. N. Tolstoy"),  # 2: the same
        edition("Anna Karenina", "Aleksey Tolstoy"),  # 3: another Tolstoy
        edition("Metamorphoses", "Ovid"),  # 4, 5: a name of one word
        edition("Metamorphoses", "Ovid"),
        edition("Metamorphoses", "Naso"),
        edition("A Novel", "Ovid"),  # 7, 8: nothing would be left of it
        edition("A novel", "Ovid"),
        edition("Beloved: A Novel", "Toni Morrison"),
    )
    whole = works(database_url)

    await upsert(db, edition("Beloved", "Morrison, Toni", "Toni Morrison"))

    assert whole == {1: 1, 2: 1, 4: 4, 5: 4, 7: 7, 8: 7}
    assert works(database_url) == {**whole, 9: 9, 10: 9}


async def test_a_chain_of_authors_is_one_work(db: Database, database_url: str) -> None:
    await upsert(db, edition("Good Omens", "Pratchett"), edition("Good Omens", "Gaiman"))
    apart = works(database_url)

    await upsert(db, edition("Good Omens", "Gaiman", "Pratchett"))

    assert (apart, works(database_url)) == ({}, {1: 1, 2: 1, 3: 1})


async def test_films_are_one_work_by_a_director_within_a_year_and_remakes_stay_apart(
    db: Database, database_url: str
) -> None:
    await upsert(
        db,
        print_of("Solaris", 1972, "Andrei Tarkovsky"),  # 1
        print_of("Solaris", 1973, "Andrei Tarkovsky"),  # 2: a year later
        print_of("Solaris", 2002, "Steven Soderbergh"),  # 3
        print_of("Funny Games", 1997, "Michael Haneke"),  # 4: ten years before his own remake
        print_of("Funny Games", 2007, "Michael Haneke"),
        print_of("Ran", 1985, "Akira Kurosawa"),  # 6: two years are too many
        print_of("Ran", 1987, "Akira Kurosawa"),
        print_of("Emma", 1996, "Douglas McGrath", cast=["Toni Collette"]),  # 8: an actor is not enough
        print_of("Emma", 1996, "Diarmuid Lawrence", cast=["Toni Collette"]),
        print_of("Dune", None, "Denis Villeneuve"),  # 10: nobody knows when
        print_of("Dune", None, "Denis Villeneuve"),
        edition("Ran", "Akira Kurosawa"),  # 12: a book is no film
    )

    assert works(database_url) == {1: 1, 2: 1}


async def test_a_changed_item_leaves_its_work_and_joins_another(db: Database, database_url: str) -> None:
    first, second, third = (edition("Emma", "Austen") for _ in range(3))
    other = edition("Persuasion", "Austen")
    await upsert(db, first, second, third, other)
    before = works(database_url)

    await upsert(db, second | {"title": "Persuasion"})
    moved = works(database_url)
    await upsert(db, first | {"authors": ["Somebody Else"]})
    alone = works(database_url)
    await upsert(db, first)

    assert before == {1: 1, 2: 1, 3: 1}
    assert moved == {1: 1, 2: 2, 3: 1, 4: 2}
    assert alone == {2: 2, 4: 2}
    assert works(database_url) == moved


async def test_a_changed_year_parts_two_films(db: Database, database_url: str) -> None:
    first = print_of("Ran", 1985, "Akira Kurosawa")
    await upsert(db, first, print_of("Ran", 1986, "Akira Kurosawa"))
    before = works(database_url)

    await upsert(db, first | {"year": 1984})

    assert (before, works(database_url)) == ({1: 1, 2: 1}, {})


async def test_what_is_deleted_leaves_its_work(db: Database, database_url: str) -> None:
    await upsert(db, *(edition("Emma", "Austen") for _ in range(3)))

    write(database_url, "delete from cinelibre.items where id = 1")
    two = works(database_url)
    write(database_url, "delete from cinelibre.items where id = 3")

    assert (two, works(database_url)) == ({2: 2, 3: 2}, {})


async def test_writing_the_same_again_changes_nothing(db: Database, database_url: str) -> None:
    records = [edition("Emma", "Austen"), edition("Emma", "Austen")]
    await upsert(db, *records)
    before = rows(database_url, "select id, work_id, xmin::text from cinelibre.items order by id")

    counts = await upsert(db, *records)

    assert counts == (0, 0, 2)
    assert rows(database_url, "select id, work_id, xmin::text from cinelibre.items order by id") == before


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_written_works_are_what_is_joined(db: Database, database_url: str, seed: int) -> None:
    dice = random.Random(seed)
    kept: list[Record] = []
    for _ in range(12):
        batch = [edition(dice.choice("ABC"), *dice.sample("klmnopqr", dice.choice([0, 1, 1, 2]))) for _ in range(4)]
        changed = [one | {"title": dice.choice("ABC")} for one in dice.sample(kept, min(3, len(kept)))]
        await upsert(db, *batch, *changed)
        by_id = {one["google_id"]: one for one in (*kept, *batch, *changed)}
        kept = list(by_id.values())
    write(database_url, "delete from cinelibre.items where id % 5 = 0")

    found = rows(
        database_url,
        "select i.id, i.title, b.authors from cinelibre.items as i join cinelibre.books as b on b.item_id = i.id",
    )
    assert works(database_url) == joined(found)


def joined(found: list[tuple[Any, ...]]) -> dict[int, int]:
    """The smallest id of all that a chain of shared authors leads to, by walking it."""
    smallest: dict[int, int] = {}
    for start, title, _ in found:
        reached, ahead = {start}, [start]
        while ahead:
            now = ahead.pop()
            authors = {author for item_id, _, names in found if item_id == now for author in names}
            new = {one for one, name, names in found if name == title and authors & set(names)} - reached
            reached |= new
            ahead += new
        if len(reached) > 1:
            smallest[start] = min(reached)
    return smallest


async def test_two_writers_of_one_work_at_once_find_each_other(any_server: Server) -> None:
    name = any_server.create_database("shipped")
    async with open_postgres(any_server.url_of(name), 8) as db:
        await asyncio.gather(*(upsert(db, edition("Emma", "Austen", year=1900 + n)) for n in range(8)))
    found = works(any_server.url_of(name))
    any_server.drop_database(name)

    assert found == dict.fromkeys(range(1, 9), 1)


@pytest.fixture
def former(any_server: Server, tree: SqlTree) -> Iterator[str]:
    """A catalogue of the release before there were works."""
    name = any_server.create_database()
    before = [file for file in tree.migrations if file.name < "0035"]
    ship(any_server.url_of(name), replace(tree, migrations=before, functions=[]))
    yield any_server.url_of(name)
    any_server.drop_database(name)


async def test_a_catalogue_that_is_there_already_is_put_into_works(former: str, tree: SqlTree) -> None:
    write(
        former,
        "insert into cinelibre.items (item_type, title, people) values ('book', 'Emma', '{Austen}'),"
        " ('book', 'Dracula', '{Stoker}'), ('book', 'EMMA', '{Austen}')",
    )

    ship(former, tree)

    assert works(former) == {1: 1, 3: 1}


async def test_editions_of_what_is_given_are_listed_with_it(db: Database, database_url: str) -> None:
    await upsert(db, *(edition("Emma", "Austen") for _ in range(3)), edition("Dracula", "Stoker"))

    found = rows(
        database_url,
        "select (select array_agg(e order by e) from unnest(cinelibre.list_editions(given)) as e)"
        " from (values ('{2,4}'::integer[]), ('{4}'), ('{}')) as asked (given)",
    )

    assert [ids for (ids,) in found] == [[1, 2, 3, 4], [4], None]


@pytest.mark.parametrize("deed", ["rate", "like", "dislike", "seen", "hide"])
async def test_who_knows_an_edition_knows_the_work(db: Database, database_url: str, deed: str) -> None:
    await upsert(db, edition("Emma", "Austen"), edition("Emma", "Austen"), edition("Dracula", "Stoker"))
    claims = await register(db, "ada")
    ada = Caller(db, claims)
    if deed == "rate":
        await ada.one("rate_item", item_id=2, rating=3)
    else:
        await record(ada, {"interaction_type": deed, "item_id": 2})

    known = "select (select array_agg(k order by k) from unnest(cinelibre.list_known(%s)) as k)"
    each = "select array_agg(cinelibre.knows_item(%s, i.id) order by i.id) from cinelibre.items as i"
    page = await Visitor(db, claims).one("get_items", item_type="book", **ALL_ITEMS)

    assert rows(database_url, known, claims.user_id) == [([1, 2],)]
    assert rows(database_url, each, claims.user_id) == [([True, True, False],)]
    assert [item["title"] for item in page["items"]] == ["Dracula"]


@pytest.mark.parametrize(
    ("deed", "is_seen", "is_hidden"),
    [
        ("rate", True, False),
        ("like", True, False),
        ("dislike", True, False),
        ("seen", True, False),
        ("hide", False, True),
        ("watchlist_add", False, False),
        ("view", False, False),
    ],
)
async def test_hidden_is_not_seen_and_both_are_known_of_every_edition_by_nobody_else(
    db: Database, database_url: str, deed: str, is_seen: bool, is_hidden: bool
) -> None:
    await upsert(db, edition("Emma", "Austen"), edition("Emma", "Austen"), edition("Dracula", "Stoker"))
    claims, other = await register(db, "ada"), await register(db, "bob")
    if deed == "rate":
        await Caller(db, claims).one("rate_item", item_id=2, rating=3)
    else:
        await record(Caller(db, claims), {"interaction_type": deed, "item_id": 2})

    each = (
        "select array_agg(cinelibre.has_seen(%s, i.id) order by i.id), "
        "array_agg(cinelibre.has_hidden(%s, i.id) order by i.id), "
        "array_agg(cinelibre.knows_item(%s, i.id) order by i.id) from cinelibre.items as i"
    )

    known = is_seen or is_hidden
    marks = ([is_seen, is_seen, False], [is_hidden, is_hidden, False], [known, known, False])
    assert rows(database_url, each, *[claims.user_id] * 3) == [marks]
    assert rows(database_url, each, *[other.user_id] * 3) == [([False] * 3, [False] * 3, [False] * 3)]


async def test_what_is_hidden_and_seen_is_both(db: Database, database_url: str) -> None:
    await upsert(db, edition("Emma", "Austen"))
    claims = await register(db, "ada")
    for deed in ("seen", "hide"):
        await record(Caller(db, claims), {"interaction_type": deed, "item_id": 1})

    both = "select cinelibre.has_seen(%s, 1), cinelibre.has_hidden(%s, 1)"

    assert rows(database_url, both, claims.user_id, claims.user_id) == [(True, True)]
