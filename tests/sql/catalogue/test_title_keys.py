"""When two titles are one: the keys of titles, what may be left out of one, and the table that has them."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.sql.search.test_functions import connection, movie, unit, value, write
from tests.sql.search.test_parts import rows

__all__ = ["connection"]  # the fixture


@pytest.mark.parametrize(
    ("key", "titles"),
    [
        ("tuckerdaleversusevil", ["Tucker & Dale vs Evil", "Tucker and Dale vs. Evil", "TUCKER ＆ DALE VS EVIL"]),
        ("romeojuliet", ["Romeo + Juliet", "Romeo & Juliet", "Romeo and Juliet"]),
        ("rocky2", ["Rocky II", "Rocky 2", "Rocky Two", "Rocky Ⅱ", "Rocky, Part II", "Ｒｏｃｋｙ　２"]),
        ("rocky5", ["Rocky V", "Rocky 5"]),
        (
            "starwars5thehope",
            ["Star Wars: Episode V - The Hope", "Star Wars 5: The Hope"],
        ),
        ("halloween5therevenge", ["Halloween V: The Revenge", "Halloween 5: The Revenge"]),
        ("godfather2", ["The Godfather: Part II", "The Godfather 2", "Godfather, The: Part Two"]),
        ("killbill2", ["Kill Bill: Vol. 2", "Kill Bill: Vol.2", "Kill Bill Volume Two", "Kill Bill 2"]),
        ("vforvendetta", ["V for Vendetta"]),
        ("irobot", ["I, Robot"]),
        ("xmen", ["X-Men", "X Men", "XMEN"]),
        ("10thingsihateaboutyou", ["10 Things I Hate About You", "Ten things I hate about you"]),
        ("3bodyproblem", ["The Three-Body Problem", "3 Body Problem"]),
        ("1984", ["Nineteen Eighty-Four", "1984"]),
        ("101dalmatians", ["One Hundred and One Dalmatians", "101 Dalmatians", "A Hundred and One Dalmatians"]),
        ("120days", ["One Hundred Twenty Days", "120 Days"]),
        ("200cigarettes", ["Two Hundred Cigarettes", "200 Cigarettes"]),
        ("39thstep", ["The Thirty-Ninth Step", "39th Step"]),
        ("laconfidential", ["L.A. Confidential", "LA Confidential", "la confidential"]),
        ("mash", ["M*A*S*H", "MASH", "M.A.S.H."]),
        ("walle", ["WALL·E", "Wall-E", "WALL E"]),
        ("812", ["8½", "8 1/2", "8 ½"]),
        ("doctorstrangelove", ["Dr. Strangelove", "Doctor Strangelove"]),
        ("matrix", ["The Matrix", "Matrix, The", "Matrix"]),
        ("lahaine", ["La Haine", "Haine, La"]),
        ("amelie", ["Amélie", "Ａｍｅｌｉｅ", "Ame\u0301lie"]),
        ("千と千尋の神隠し", ["千と千尋の神隠し"]),
        ("ガス", ["ガス", "ｶﾞｽ"]),
        ("and", ["And"]),
        ("the", ["The"]),
        ("$", ["$", " $ "]),
    ],
)
def test_titles_that_are_one_have_one_key(connection: psycopg.Connection, key: str, titles: list[str]) -> None:
    assert [value(connection, "select title_key(%s)", title) for title in titles] == [key] * len(titles)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rocky II", "Rocky III"),
        ("Alien", "Aliens"),
        ("カス", "ガス"),
        ("$", "€"),
        ("X", "10"),
        ("Part", "Part 2"),
        ("12 Monkeys", "1 2 3 Monkeys"),
    ],
)
def test_titles_that_are_two_have_two(connection: psycopg.Connection, one: str, other: str) -> None:
    assert value(connection, "select title_key(%s)", one) != value(connection, "select title_key(%s)", other)


@pytest.mark.parametrize(("typed", "key"), [("toy story two", "toystorytwo"), ("two f", "2f"), ("rocky 2", "rocky2")])
def test_the_last_word_of_what_is_being_typed_is_no_number_yet(
    connection: psycopg.Connection, typed: str, key: str
) -> None:
    assert value(connection, "select title_key(%s, is_begun => true)", typed) == key


@pytest.mark.parametrize(
    ("title", "beginnings"),
    [
        ("Fight Club: A Novel", [("fightclub", True)]),
        ("Alien: The Director's Cut", [("alien", True)]),
        ("Prozac Nation: Young and Depressed in America", [("prozacnation", False)]),
        ("プロ：サブ", [("プロ", False)]),
        ("Mission: Impossible - Ghost Protocol", [("mission", False), ("missionimpossible", False)]),
        ("Harry Potter and the Order of the Phoenix (Book 5)", [("harrypottertheorderofthephoenix", False)]),
        ("The Hobbit, Or, There and Back Again", [("hobbit", False)]),
        ("Dr. Strangelove or: How I Learned to Stop Worrying", [("doctorstrangelove", False)]),
        ("Birdman or (The Unexpected Virtue of Ignorance)", [("birdman", False), ("birdmanor", False)]),
        ("E.T. the Extra-Terrestrial", [("et", False)]),
        ("Xenocide: Volume Three of the Ender Quintet", [("xenocide", False)]),
        ("Who Is It?:", [("whoisit", True)]),
        # of these the rest makes another work
        ("The Godfather: Part II", []),
        ("Kill Bill: Vol. 2", []),
        ("Death of a Dreamer: Book 22", []),
        ("Up: A Making Of", []),
        ("Dune: The Graphic Novel, Book 1", []),
        # no sign parts these
        ("3:10 to Yuma", []),
        ("Spider-Man", []),
        (": Nothing", []),
        ("(500) Days of Summer", []),
    ],
)
def test_what_may_be_a_title_by_itself(
    connection: psycopg.Connection, title: str, beginnings: list[tuple[str, bool]]
) -> None:
    assert rows(connection, "select * from list_beginnings(%s)", title) == beginnings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("X Things I Hate", "10 Things I Hate"),
        (" v guys", "5 guys"),
        ("OneEyed JacksAndJills", "One Eyed Jacks And Jills"),
        ("X-Men", "X-Men"),
        ("Xenia Two", "Xenia Two"),
        ("V", "V"),
        ("Malcolm X Films", "Malcolm X Films"),
        ("I Robot", "I Robot"),
        ("ÉtéÉtat", "Été État"),
        (None, None),
    ],
)
def test_a_title_is_respelled_where_a_number_or_two_words_may_be_meant(
    connection: psycopg.Connection, written: str | None, meant: str | None
) -> None:
    assert value(connection, "select respell_title(%s)", written) == meant


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("Rocky II", [("title", "rocky2")]),
        ("X-Men", [("title", "xmen")]),
        ("X Things", [("respelled", "10things"), ("title", "xthings")]),
        ("OneEyed Jacks", [("respelled", "1eyedjacks"), ("title", "oneeyedjacks")]),
        ("SpiderMan", [("title", "spiderman")]),  # respelled it has the same key
        ("Dune, A Novel", [("plain", "dune"), ("title", "duneanovel")]),
        ("Dune,  a memoir ", [("plain", "dune"), ("title", "duneamemoir")]),
        ("Dune, a novel idea", [("title", "duneanovelidea")]),
        ("Dune: A Novel", [("plain", "dune"), ("title", "duneanovel")]),
        ("Dune: The Machine", [("short", "dune"), ("title", "dunethemachine")]),
        ("$", [("title", "$")]),
        ("", []),
        (None, []),
    ],
)
def test_a_written_title_is_looked_up_by_each_of_its_readings(
    connection: psycopg.Connection, title: str | None, keys: list[tuple[str, str]]
) -> None:
    assert rows(connection, "select kind, key from list_written_keys(%s) order by kind, key", title) == keys


async def test_the_keys_of_an_item_follow_it(db: Database, connection: psycopg.Connection) -> None:
    query = "select item_id, key, kind, prominence > 0 from title_keys order by item_id, key"
    seven = {"tmdb_id": 807, "original_title": "Se7en"}
    neighbor = (2, "heat", "title", False)
    await write(db, movie("Seven", unit(x0=1), **seven), movie("Heat", unit(x0=1), tmdb_id=949))
    assert rows(connection, query) == [(1, "7", "title", False), (1, "se7en", "original", False), neighbor]

    await write(db, movie("Seven: A Thriller", unit(x0=1), external_count=9, **seven))
    assert rows(connection, query) == [
        (1, "7", "plain", True),
        (1, "7athriller", "title", True),
        (1, "se7en", "original", True),
        neighbor,
    ]

    connection.execute("delete from items where id = 1")
    assert rows(connection, query) == [neighbor]


async def test_an_original_title_that_is_the_title_has_no_second_key(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(db, movie("Leon: The Professional", unit(x0=1), original_title="Léon"))

    assert rows(connection, "select key, kind from title_keys order by key") == [
        ("leon", "original"),
        ("leontheprofessional", "title"),
    ]


@pytest.mark.parametrize(
    ("title", "year", "found"),
    [
        ("X Things I Hate About You", 1999, 1),
        ("OneEyed Jacks", 1961, 2),
        ("V Fingers", 1952, 3),
        ("X Things I Hate About You", 2005, None),
        ("I Things I Hate About You", 1999, None),
        ("X-Men", 2000, 4),
        ("XMen", 2000, 4),
        ("Five Fingers, a Novel", 1952, 3),
    ],
)
async def test_a_row_is_also_found_by_a_number_at_its_beginning_and_by_words_it_joins(
    db: Database, connection: psycopg.Connection, title: str, year: int, found: int | None
) -> None:
    titles = {"10 Things I Hate About You": 1999, "One-Eyed Jacks": 1961, "Five Fingers": 1952, "X-Men": 2000}
    await write(db, *(movie(name, unit(x0=1)) | {"year": of} for name, of in titles.items()))

    records = Jsonb([{"item_type": "movie", "title": title, "year": year}])

    assert rows(connection, "select item_id, candidates from match_records(%s)", records) == [(found, None)]


@pytest.mark.parametrize(
    ("people", "authors", "is_one"),
    [
        (["Rowling, J.K."], ["J.K. Rowling"], True),
        (["Rowling, J.K."], ["Rowling J K"], True),
        (["Herbert George Wells"], ["H.G. Wells"], True),
        (["J. R. R. Tolkien"], ["JRR Tolkien"], True),
        (["John Ronald Reuel Tolkien"], ["Tolkien, J.R.R."], True),
        (["Clive Staples Lewis"], ["C.S. Lewis"], True),
        (["Sir Arthur Conan Doyle"], ["Arthur Doyle"], True),
        (["F. Scott Fitzgerald"], ["Scott Fitzgerald"], True),
        (["Haruki Murakami"], ["Murakami Haruki"], True),
        (["Martin Luther King, Jr."], ["Martin Luther King"], True),
        (["Martin Luther King, III"], ["King, M. L."], True),
        (["Martin King III"], ["James Ford III"], False),
        (["Gabriel García Márquez"], ["García Márquez, Gabriel"], True),
        (["Alexis de Tocqueville"], ["Tocqueville, Alexis de"], True),
        (["Terry Pratchett", "Neil Gaiman"], ["Neil Gaiman & Somebody Else"], True),
        (["TONI MORRISON"], ["Toni Morrison"], True),
        (["Plato"], ["Plato"], True),
        (["E. K. Rowling"], ["J.K. Rowling"], False),
        (["Frank Herbert"], ["Brian Herbert"], False),
        (["Jane Wells"], ["Jane Austen"], False),
        (["Plato"], ["Aristotle"], False),
        (["?"], ["!"], False),
        ([], ["Plato"], None),
        (["Plato"], [], None),
        (["Plato"], None, None),
    ],
)
def test_an_author_is_told_by_family_name_and_initials(
    connection: psycopg.Connection, people: list[str], authors: list[str] | None, is_one: bool | None
) -> None:
    assert value(connection, "select share_author(%s, %s::text[])", people, authors) is is_one
    assert value(connection, "select share_author(%s::text[], %s)", authors, people) is is_one
