"""What is popular: liked here, known elsewhere, now or ever, and one edition of a work, worked by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, rows, write, write_items


def know(url: str, counts: dict[int, int], popularity: dict[int, float] | None = None) -> None:
    """How many rated items elsewhere, and how popular they are at their source right now."""
    for item_id, count in counts.items():
        write(url, "update cinelibre.items set external_count = %s where id = %s", count, item_id)
    for item_id, now in (popularity or {}).items():
        write(url, "update cinelibre.items set external_popularity = %s where id = %s", now, item_id)


def like(url: str, likes: dict[int, int]) -> None:
    """How many of our readers like items."""
    for item_id, count in likes.items():
        write(url, "insert into cinelibre.item_stats (item_id, like_count) values (%s, %s)", item_id, count)


def unite(url: str, *works: Sequence[int]) -> None:
    """Each of these groups of items are editions of one work."""
    for editions in works:
        write(url, "update cinelibre.items set work_id = %s where id = any (%s)", editions[0], list(editions))


def ids(url: str, call: str, *values: Any) -> list[int]:
    """The items that a function lists, in its order."""
    return [item_id for item_id, *_ in rows(url, f"select * from cinelibre.{call}", *values)]


async def test_of_some_items_those_of_the_types_that_meet_the_conditions_pass(db: Database, database_url: str) -> None:
    await write_items(db)
    write(database_url, "update cinelibre.items set year = 1900 + id where true")

    def passing(types: str, conditions: str) -> list[int]:
        return sorted(ids(database_url, "keep_passing('{1,3,4,999}', %s, %s)", types, conditions))

    assert passing("{movie,book}", "true") == [DUNE, EMMA, SOLARIS]
    assert passing("{movie}", "true") == [DUNE, EMMA]
    assert passing("{movie,book}", "i.year >= 1903") == [EMMA, SOLARIS]
    assert passing("{movie}", "i.year >= 1903 and i.title <> 'Emma'") == []


async def test_the_most_liked_and_the_best_known_of_each_type_are_popular(db: Database, database_url: str) -> None:
    await write_items(db)
    know(database_url, {DUNE: 10, RAN: 30, EMMA: 20, SOLARIS: 5, DRACULA: 40})
    like(database_url, {DUNE: 0, RAN: 1, EMMA: 2, SOLARIS: 3})

    def popular(n: int, types: str = "{movie,book}", known: str = "{}", conditions: str = "true") -> list[int]:
        return sorted(ids(database_url, "list_popular(%s, %s, %s, %s)", types, known, conditions, n))

    # Solaris has the most likes; Ran is the best known film and Dracula the best known book.
    assert popular(1) == [RAN, SOLARIS, DRACULA]
    assert popular(2) == [RAN, EMMA, SOLARIS, DRACULA]
    assert popular(1, types="{movie}") == [RAN, EMMA]
    assert popular(1, known=f"{{{SOLARIS},{RAN}}}") == [EMMA, DRACULA]
    assert popular(1, conditions="i.title not in ('Ran', 'Emma', 'Solaris')") == [DUNE, DRACULA]


async def test_equally_popular_items_are_taken_by_their_ids(db: Database, database_url: str) -> None:
    await write_items(db)
    call = "list_popular('{movie,book}', '{}', 'true', 1)"
    know(database_url, dict.fromkeys((EMMA, RAN, DUNE, DRACULA, SOLARIS), 7))
    assert sorted(ids(database_url, call)) == [DUNE, SOLARIS]  # nobody likes anything

    like(database_url, {EMMA: 0, DRACULA: 2, RAN: 2})

    assert sorted(ids(database_url, call)) == [DUNE, RAN, SOLARIS]


@pytest.fixture
async def editions(db: Database, database_url: str) -> str:
    """A database with twelve films and a book; 6 and 7, 9 and 10, 11 and 12 are editions of one work each."""
    await write_items(db, (*(("movie", f"Title {n}") for n in range(1, 13)), ("book", "Title 13")))
    unite(database_url, (6, 7), (9, 10), (11, 12))
    counts = {1: 100, 2: 1, 3: 200, 4: 10**6, 5: 100, 6: 50, 7: 60, 9: 10, 10: 10, 11: 10**6, 12: 5, 13: 900}
    now = {1: 5.0, 2: 9.0, 3: 5.0, 5: 5.0, 6: 7.0, 7: 7.0, 9: 3.0, 10: 3.0, 12: 1.0, 13: 99.0}
    know(database_url, counts, now)
    return database_url


async def test_best_known_now_goes_by_popularity_then_raters_and_a_work_has_its_best_edition(editions: str) -> None:
    def now(known: str = "{}", n: int = 20) -> list[int]:
        return ids(editions, "list_best_known('movie', 'now', %s, %s)", known, n)

    # 9; 7 with 60 raters rather than 50; 5 with 200 raters, 100 and 100; 3; 1. Of 4 and 11 nobody knows what is now.
    assert now() == [2, 7, 3, 1, 5, 9, 12]
    assert now(n=3) == [2, 7, 3]
    assert now(known="{7,3}") == [2, 1, 5, 9, 12]
    assert ids(editions, "list_best_known('book', 'now', '{}', 9)") == [13]


async def test_best_known_ever_goes_by_raters_and_a_work_has_its_best_edition(editions: str) -> None:
    def ever(known: str = "{}", n: int = 20) -> list[int]:
        return ids(editions, "list_best_known('movie', 'ever', %s, %s)", known, n)

    # Nobody rated 8. 6, 10 and 12 are editions of 7, 9 and 11.
    assert ever() == [4, 11, 3, 1, 5, 7, 9, 2]
    assert ever(n=3) == [4, 11, 3]
    assert ever(known="{4,7}") == [11, 3, 1, 5, 9, 2]


def popular_now(url: str, item_type: str | None = None, known: str = "{}", n: int = 20) -> list[tuple[int, Any]]:
    """What is popular now with its scores."""
    found = rows(url, "select * from cinelibre.list_popular_now(%s, %s, %s)", item_type, known, n)
    return [(item_id, pytest.approx(score)) for item_id, score in found]


FILM, LESS, LIKED, UNKNOWN, BOOK, LESSER, NOTHING = range(1, 8)


@pytest.fixture
async def shop(db: Database, database_url: str) -> str:
    """A database with films that are popular now and books that are known: their totals are 40, 200 and 40."""
    await write_items(db, (*(("movie", f"Film {n}") for n in range(1, 5)), *(("book", f"Book {n}") for n in "567")))
    know(database_url, {FILM: 150, LIKED: 50, BOOK: 30, LESSER: 10}, {FILM: 30.0, LESS: 10.0, UNKNOWN: 0.0})
    like(database_url, {FILM: 5, LIKED: 200, NOTHING: 0})
    return database_url


async def test_popular_now_adds_likes_to_the_thousandth_share_of_what_is_popular_elsewhere(shop: str) -> None:
    # 5 + 1000 · 30 / 40; of books 1000 · 30 / 40; 200 + 1000 · 50 / 200, as nobody says how popular the film is now;
    # 1000 · 10 / 40.
    whole = [(FILM, 755), (BOOK, 750), (LIKED, 450), (LESS, 250), (LESSER, 250)]

    assert popular_now(shop) == whole
    assert popular_now(shop, n=2) == whole[:2]
    assert popular_now(shop, "movie") == [whole[0], whole[2], whole[3]]
    assert popular_now(shop, "book") == [whole[1], whole[4]]
    assert popular_now(shop, known=f"{{{FILM},{LIKED}}}") == [whole[1], *whole[3:]]


async def test_a_work_has_the_edition_with_the_largest_score_and_of_equals_the_first(shop: str) -> None:
    unite(shop, (BOOK, NOTHING))
    write(shop, "update cinelibre.item_stats set like_count = 900 where item_id = %s", NOTHING)
    assert popular_now(shop, "book") == [(NOTHING, 900), (LESSER, 250)]

    write(shop, "update cinelibre.item_stats set like_count = 750 where item_id = %s", NOTHING)

    assert popular_now(shop, "book") == [(BOOK, 750), (LESSER, 250)]


@pytest.mark.parametrize(("total", "found"), [(0.001, [LESS]), (0.0009, [FILM])])
async def test_a_type_whose_source_does_not_tell_what_is_popular_now_goes_by_its_raters(
    shop: str, total: float, found: list[int]
) -> None:
    write(shop, "update cinelibre.items set external_popularity = null where id = %s", FILM)
    write(shop, "delete from cinelibre.item_stats where true")
    write(shop, "update cinelibre.catalogue_totals set popularity_total = %s where item_type = 'movie'", total)

    assert [item_id for item_id, _ in popular_now(shop, "movie", n=1)] == found


async def test_twice_as_many_liked_items_compete_as_are_wanted(shop: str) -> None:
    like(shop, {BOOK: 0, LESSER: 9})
    write(shop, "update cinelibre.item_stats set like_count = 10 where item_id = %s", NOTHING)
    write(shop, "insert into cinelibre.items (id, item_type, title) values (8, 'book', 'Book 8')")
    like(shop, {8: 8})
    know(shop, {LESSER: 2000, 8: 4000, BOOK: 5000})
    write(shop, "update cinelibre.catalogue_totals set external_total = 1000000 where item_type = 'book'")

    # The best known has 5, the most liked 10, the second 9 + 2 and the third, which is not looked at, 8 + 4.
    assert popular_now(shop, "book", n=1) == [(LESSER, 11)]
    assert popular_now(shop, "book", n=2) == [(8, 12), (LESSER, 11)]


async def test_the_popular_are_ranked_with_one_edition_of_a_work_and_cut_at_the_end(editions: str) -> None:
    like(editions, {8: 3, 9: 2})
    # Of all films' raters 4 and 11 have a million each; 8 and 9 have likes here. Of a work the best edition counts.
    call = "rank_popular('movie', %s, %s, %s, %s)"

    def ranked(known: str = "{}", conditions: str = "true", n: int = 20, spare: int = 5) -> list[int]:
        return ids(editions, call, known, conditions, n, spare)

    whole = ranked()
    assert whole == [4, 11, 8, 9, 3, 1, 5, 7, 2]
    assert [ranked(n=n, spare=1) for n in range(1, 9)] == [whole[:n] for n in range(1, 9)]
    assert ranked(known="{4,8}") == [11, 9, 3, 1, 5, 7, 2]
    assert ranked(conditions="i.id < 4") == [3, 1, 2]
    assert rows(editions, "select like_count, score from cinelibre." + call, "{}", "i.id = 8", 1, 1) == [(3, 3.0)]
