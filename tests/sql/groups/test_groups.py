"""A group as it is made, shown, changed and deleted."""

from typing import Any

from tests.sql.groups.town import (
    ADA,
    BOB,
    CID,
    DUNE,
    FRIDAY,
    OTHERS,
    SEAT_ADA,
    SEAT_BOB,
    SEAT_GUEST,
    names,
)
from tests.support.readers import refusal, rows, write

MAKE = "select public.make_group(%s, 1, %s, %s, %s, 9)"
CHANGE = "select public.change_group(%s, 1, %s, 9, null, %s, %s)"
DELETE = "select public.delete_group(%s, 1, %s)"
GET = "select public.get_group(%s, 1, %s, 9, null, %s)"
GETS = "select public.get_groups(%s, 1, %s, 9)"


def one(url: str, query: str, *values: Any) -> Any:
    """The one value of an answer."""
    [(value,)] = rows(url, query, *values)
    return value


def test_a_new_group_has_its_maker_and_is_counted(url: str) -> None:
    assert refusal(url, MAKE, ADA, "Films", "A1", 1) == ("PT409", "too_many_groups")

    made = one(url, MAKE, ADA, "Films", "A1", 2)

    assert (made["name"], made["code"], made["n_evenings"], made["satisfactions"]) == ("Films", "A1", 0, [])
    assert [(m["name"], m["is_host"], m["is_me"], m["is_guest"]) for m in made["members"]] == [
        ("Ada", True, True, False)
    ]
    assert [group["name"] for group in one(url, GETS, ADA, 9)["groups"]] == ["Films", "Friday"]
    assert [group["name"] for group in one(url, GETS, ADA, 1)["groups"]] == ["Films"]
    assert [group["name"] for group in one(url, GETS, CID, 9)["groups"]] == ["Others"]
    write(url, "delete from cinelibre.groups where id = %s", OTHERS)
    assert one(url, GETS, CID, 9) == {"groups": []}


def test_a_member_sees_names_and_nothing_that_leads_to_an_account(url: str) -> None:
    group = one(url, GET, BOB, FRIDAY, None)

    assert {name for member in group["members"] for name in member} == {
        *("member_id", "name", "joined_at", "is_guest", "is_me", "is_host"),
    }
    told = [(m["member_id"], m["name"], m["is_guest"], m["is_me"], m["is_host"]) for m in group["members"]]
    assert told == [
        (SEAT_ADA, "Ada", False, False, True),
        (SEAT_BOB, None, False, True, False),
        (SEAT_GUEST, "Grace", True, False, False),
    ]
    assert group["code"] == "FRIDAY00"
    assert refusal(url, GET, CID, FRIDAY, None) == ("PT404", "group_not_found")


def test_a_guest_sees_the_group_without_its_code(url: str) -> None:
    group = one(url, GET, None, FRIDAY, "key of Grace")

    assert (group["code"], [m["is_me"] for m in group["members"]]) == (None, [False, False, True])
    assert refusal(url, GET, None, OTHERS, "key of Grace") == ("PT404", "group_not_found")
    assert refusal(url, GET, None, FRIDAY, None) == ("PT401", "token_revoked")


def test_the_host_alone_changes_a_group_and_only_what_is_named(url: str) -> None:
    assert refusal(url, CHANGE, BOB, FRIDAY, "Mine", None) == ("PT403", "not_the_host")

    named = one(url, CHANGE, ADA, FRIDAY, "Saturday", None)
    coded = one(url, CHANGE, ADA, FRIDAY, None, "NEWCODE0")

    assert (named["name"], named["code"]) == ("Saturday", "FRIDAY00")
    assert (coded["name"], coded["code"]) == ("Saturday", "NEWCODE0")
    assert rows(url, "select name, code from cinelibre.groups where id = %s", OTHERS) == [("Others", "ALONE000")]


def test_the_host_alone_deletes_a_group_with_all_that_belongs_to_it(url: str) -> None:
    for group_id, seat in ((FRIDAY, SEAT_GUEST), (OTHERS, None)):
        write(url, "insert into cinelibre.group_evenings (group_id, item_id) values (%s, %s)", group_id, DUNE)
        if seat:
            write(url, "insert into cinelibre.guest_ratings values (%s, %s, 4, 1)", seat, DUNE)
    assert refusal(url, DELETE, BOB, FRIDAY) == ("PT403", "not_the_host")
    assert refusal(url, DELETE, CID, FRIDAY) == ("PT404", "group_not_found")

    assert one(url, DELETE, ADA, FRIDAY) == {"deleted": True}

    assert rows(url, "select group_id::text from cinelibre.group_evenings") == [(OTHERS,)]
    assert rows(url, "select count(*) from cinelibre.guest_ratings") == [(0,)]
    assert (names(url), names(url, OTHERS)) == ([], ["Cid"])


def test_a_group_is_described_with_its_newest_evenings(url: str) -> None:
    write(
        url,
        f"""
        insert into cinelibre.group_evenings (group_id, item_id) values
        ('{FRIDAY}', 1), ('{FRIDAY}', 2), ('{OTHERS}', 1);
        insert into cinelibre.evening_members values (1, '{SEAT_ADA}', 4, 5, 0.5), (2, '{SEAT_ADA}', 4, 5, 0.75),
        (2, '{SEAT_BOB}', 4, 5, 1);
        """,
    )
    described = "select cinelibre.describe_group(m, %s) from cinelibre.group_members as m where m.id = %s"

    group = one(url, described, 2, SEAT_ADA)

    assert group["n_evenings"] == 2
    assert group["satisfactions"] == [{SEAT_ADA: 0.75, SEAT_BOB: 1}, {SEAT_ADA: 0.5}]
    assert one(url, described, 1, SEAT_ADA)["satisfactions"] == [{SEAT_ADA: 0.75, SEAT_BOB: 1}]
    assert one(url, "select cinelibre.list_satisfactions(%s, 0)", FRIDAY) == []
