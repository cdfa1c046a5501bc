"""Who of a reader's matches liked a listed item, and whom the reader would match by liking it."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.people import a_person, person_id_of, write_films
from tests.support.readers import record, rows, write

ALIKE = {film: 5 if film % 2 else 1 for film in range(1, 9)}
LIST = "select item_id, matched_users, potential_matches from cinelibre.list_company(%s, %s, 0.8) order by 1"
NOBODY: dict[str, Any] = {"named": [], "others": 0}
NONE: dict[str, Any] = {"count": 0, "named": []}


async def befriend(url: str, ada: Caller, bob: Caller) -> None:
    """Two who accept each other."""
    for me, other in ((ada, bob), (bob, ada)):
        await me.one("change_relation", person_id=person_id_of(url, other), verb="accept")


async def test_friends_who_liked_an_item_are_named_and_other_matches_counted(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", ALIKE)
    bob = await a_person(db, "bob", {**ALIKE, 10: 4.5, 11: 3.5})
    await a_person(db, "eve", {**ALIKE, 10: 4, 12: 5})
    await a_person(db, "far", {**{film: 6 - stars for film, stars in ALIKE.items()}, 10: 5})
    await befriend(database_url, ada, bob)
    bobs = {"person_id": person_id_of(database_url, bob), "name": "bob"}

    found = rows(database_url, LIST, ada.user_id, [10, 11, 12, 13])

    assert found == [(10, {"named": [bobs], "others": 1}, NONE), (12, {"named": [], "others": 1}, NONE)]
    blocks = "insert into cinelibre.relations select id, %s, 'blocked' from cinelibre.users where name = 'eve'"
    write(database_url, blocks, ada.user_id)
    assert rows(database_url, LIST, ada.user_id, [10, 12]) == [(10, {"named": [bobs], "others": 0}, NONE)]


async def test_who_is_one_like_away_is_a_potential_match(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    seven = {film: ALIKE[film] for film in range(1, 8)}
    ada = await a_person(db, "ada", seven)
    bob = await a_person(db, "bob", {**seven, 10: 4.5, 11: 1})
    await a_person(db, "six", {**{film: seven[film] for film in range(1, 7)}, 10: 4.5})

    # (1 + 7 / 12) / 2 = 0.7917. With film 10 both say the same of eight; with film 11 they differ.
    assert rows(database_url, LIST, ada.user_id, [10, 11]) == [(10, NOBODY, {"count": 1, "named": []})]
    await befriend(database_url, ada, bob)
    bobs = {"person_id": person_id_of(database_url, bob), "name": "bob"}
    assert rows(database_url, LIST, ada.user_id, [10, 11]) == [
        (10, {"named": [bobs], "others": 0}, {"count": 1, "named": [bobs]})
    ]


@pytest.mark.parametrize(("n_crowd", "n_others"), [(3, 0), (4, 1)])
async def test_an_item_needs_five_people_before_strangers_are_counted(
    db: Database, database_url: str, n_crowd: int, n_others: int
) -> None:
    await write_films(db, database_url, n_crowd)
    ada = await a_person(db, "ada", ALIKE)
    await a_person(db, "bob", {**ALIKE, 10: 5})

    found = rows(database_url, LIST, ada.user_id, [10])

    assert [told["others"] for _, told, _ in found] == [n_others][:n_others]


FIND = "select * from cinelibre.find_company(%s, %s, %s)"


async def test_company_is_found_for_a_reader_who_lets_themselves_be_found(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", ALIKE)
    bob = await a_person(db, "bob", ALIKE)
    await record(bob, {"interaction_type": "like", "item_id": 10})

    def found(threshold: float | None) -> Any:
        return rows(database_url, FIND, ada.user_id, [11, 10], threshold)

    assert found(0.8) == [(10, {"named": [], "others": 1}, NONE)]
    assert found(0.9) == found(None) == []
    await ada.one("change_account", discoverable=False)
    assert found(0.8) == []


def test_a_score_is_made_of_sums(database_url: str) -> None:
    # Five times 1.25 by both: r = 1, and the score is (1 + 5 / 10) / 2.
    score = "select cinelibre.score_match(5, 6.25, 6.25, 7.8125, 7.8125, 7.8125, 3, 5)"
    assert rows(database_url, score) == [(pytest.approx(0.75),)]


async def test_common_opinions_are_summed_up(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada = await a_person(db, "ada", {1: 5, 2: 3, 3: 1})
    bob = await a_person(db, "bob", {1: 4, 2: 2, 4: 5})
    hidden = await a_person(db, "eve", {1: 4}, is_found=False)
    sums = "select * from cinelibre.sum_common(%s, %s, 3, %s)"
    ids = [ada.user_id, bob.user_id, hidden.user_id]

    # x = 2, 0 and y = 1, -1.
    bobs = (bob.user_id, 2, 2, 0, 4, 2, 2)
    assert rows(database_url, sums, ada.user_id, ids, []) == [bobs]
    assert sorted(rows(database_url, sums, ada.user_id, ids, [hidden.user_id])) == [
        bobs, (hidden.user_id, 1, 2, 1, 4, 1, 2),
    ]  # fmt: skip
