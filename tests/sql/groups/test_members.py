"""Who is in a group, who may change it, and what is left when they go."""

import psycopg
import pytest

from tests.sql.groups.town import (
    ADA,
    BOB,
    CID,
    DUNE,
    EMMA,
    FRIDAY,
    OTHERS,
    RAN,
    SEAT_ADA,
    SEAT_BOB,
    SEAT_CID,
    SEAT_GUEST,
    names,
)
from tests.support.readers import refusal, rows, write

FOUND = "select (cinelibre.require_member(%s, %s, %s)).id::text"
HOST = "select (cinelibre.require_host(%s, %s, null)).id::text"
SEATED = "select (cinelibre.seat_member(%s, %s, %s, %s, %s)).group_id::text"
JOIN = "select public.join_group(%s, 1, %s, 12, %s, 9)"
GUEST = "select public.join_group_as_guest(%s, 'Hal', 'key of Hal', %s, %s::real[], %s, 9)"
REMOVE = "select public.remove_member(%s, 1, %s, %s, null, %s)"
LIKED = "select item_id, rating from cinelibre.guest_ratings order by place"


@pytest.mark.parametrize(
    ("group_id", "user_id", "key", "seat"),
    [
        (FRIDAY, ADA, None, SEAT_ADA),
        (FRIDAY, None, "key of Grace", SEAT_GUEST),
        (OTHERS, CID, None, SEAT_CID),
    ],
)
def test_a_member_is_found_by_account_or_key(
    url: str, group_id: str, user_id: int | None, key: str | None, seat: str
) -> None:
    assert rows(url, FOUND, group_id, user_id, key) == [(seat,)]


@pytest.mark.parametrize(
    ("group_id", "user_id", "key"),
    [
        (FRIDAY, CID, None),
        (OTHERS, ADA, None),
        (OTHERS, None, "key of Grace"),
        (FRIDAY, None, "key"),
        (FRIDAY, None, None),
    ],
)
def test_to_a_stranger_a_group_is_as_good_as_not_there(
    url: str, group_id: str, user_id: int | None, key: str | None
) -> None:
    assert refusal(url, FOUND, group_id, user_id, key) == ("PT404", "group_not_found")
    assert refusal(url, FOUND, SEAT_ADA, user_id, key) == ("PT404", "group_not_found")


def test_the_account_that_joined_first_is_the_host_until_it_leaves(url: str) -> None:
    assert rows(url, HOST, FRIDAY, ADA) == [(SEAT_ADA,)]
    assert refusal(url, HOST, FRIDAY, BOB) == ("PT403", "not_the_host")
    assert refusal(url, HOST, FRIDAY, CID) == ("PT404", "group_not_found")

    rows(url, REMOVE, ADA, FRIDAY, SEAT_ADA, None)

    assert rows(url, HOST, FRIDAY, BOB) == [(SEAT_BOB,)]
    [(seat,)] = rows(url, "select seat from cinelibre.group_members where id = %s", SEAT_BOB)
    assert rows(url, "select cinelibre.find_host(%s)", FRIDAY) == [(seat,)]


def test_members_are_listed_in_the_order_of_joining_with_the_names_that_they_gave(url: str) -> None:
    found = rows(url, "select member_id::text, user_id, name from cinelibre.list_group_members(%s, null)", FRIDAY)

    assert found == [(SEAT_ADA, ADA, "Ada"), (SEAT_BOB, BOB, None), (SEAT_GUEST, None, "Grace")]


def test_a_seat_is_taken_once_and_the_last_one_is_the_last(url: str) -> None:
    assert rows(url, SEATED, "FRIDAY00", ADA, None, None, 1) == [(FRIDAY,)]
    assert refusal(url, SEATED, "FRIDAY00", CID, None, None, 3) == ("PT409", "group_full")
    assert refusal(url, SEATED, "FRIDAY01", CID, None, None, 9) == ("PT404", "group_not_found")

    assert rows(url, SEATED, "FRIDAY00", CID, None, None, 4) == [(FRIDAY,)]

    assert names(url) == ["Ada", None, "Grace", "Cid"]
    assert names(url, OTHERS) == ["Cid"]


def test_nobody_is_in_more_groups_than_they_may(url: str) -> None:
    assert rows(url, "select cinelibre.require_room(%s, 2)", CID) == [("",)]
    assert refusal(url, "select cinelibre.require_room(%s, 1)", CID) == ("PT409", "too_many_groups")

    assert refusal(url, JOIN, CID, "FRIDAY00", 1) == ("PT409", "too_many_groups")
    assert len(rows(url, JOIN, CID, "ALONE000", 1)) == 1  # in it already
    assert len(rows(url, JOIN, CID, "FRIDAY00", 2)) == 1


def test_a_guest_brings_what_they_like_in_their_order_and_only_items_that_exist(url: str) -> None:
    rows(url, GUEST, "FRIDAY00", [EMMA, DUNE, EMMA], [4.5, 2.0, 1.0], 4)

    assert names(url) == ["Ada", None, "Grace", "Hal"]
    assert rows(url, LIKED) == [(EMMA, 4.5), (DUNE, 2)]
    assert refusal(url, GUEST.replace("of Hal", "of Ian"), "FRIDAY00", [99], [4], 5) == ("PT404", "item_not_found")
    assert refusal(url, GUEST, "FRIDAY00", [RAN], [4], 4) == ("PT409", "group_full")
    assert names(url) == ["Ada", None, "Grace", "Hal"]


def test_one_leaves_oneself_and_only_the_host_takes_others_out(url: str) -> None:
    assert refusal(url, REMOVE, BOB, FRIDAY, SEAT_ADA, None) == ("PT403", "not_the_host")
    assert refusal(url, REMOVE, None, FRIDAY, SEAT_BOB, "key of Grace") == ("PT403", "not_the_host")
    assert refusal(url, REMOVE, CID, FRIDAY, SEAT_BOB, None) == ("PT404", "group_not_found")
    assert refusal(url, REMOVE, ADA, FRIDAY, SEAT_CID, None) == ("PT404", "member_not_found")
    assert names(url) == ["Ada", None, "Grace"]

    assert rows(url, REMOVE, ADA, FRIDAY, SEAT_BOB, None) == [({"deleted": True},)]
    assert rows(url, REMOVE, None, FRIDAY, SEAT_GUEST, "key of Grace") == [({"deleted": True},)]

    assert (names(url), names(url, OTHERS)) == (["Ada"], ["Cid"])


def test_with_its_last_account_a_group_goes_and_its_guests_too(url: str) -> None:
    rows(url, GUEST, "FRIDAY00", [DUNE], [4], 4)
    rows(url, REMOVE, ADA, FRIDAY, SEAT_ADA, None)
    assert names(url) == [None, "Grace", "Hal"]

    write(url, "delete from cinelibre.users where id = %s", BOB)

    assert rows(url, "select name from cinelibre.groups") == [("Others",)]
    assert (names(url), names(url, OTHERS)) == ([], ["Cid"])
    assert rows(url, LIKED) == []


def test_locks_are_taken_on_the_groups_of_one_user_alone(url: str) -> None:
    assert rows(url, "select cinelibre.lock_group(%s)::text", FRIDAY) == [(FRIDAY,)]
    assert rows(url, "select cinelibre.lock_group(%s)::text", SEAT_ADA) == [(None,)]
    others = "select g.name from cinelibre.groups as g order by g.name for update skip locked"

    with psycopg.connect(url) as held:
        held.execute("select cinelibre.lock_groups_of(%s)", [ADA])
        assert rows(url, others) == [("Others",)]
