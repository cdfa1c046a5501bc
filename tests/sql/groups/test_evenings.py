"""What a group watched, and how content its members were."""

from typing import Any

import pytest

from tests.sql.groups.town import (
    ADA,
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
)
from tests.support.readers import refusal, rows, write

RECORD = "select public.record_evening(%s, 1, %s, %s, %s::jsonb, %s, %s)"
GET = "select public.get_evenings(%s, 1, %s, %s, %s, null, %s)"
DELETE = "select public.delete_evening(%s, 1, %s, %s)"
EVENINGS = "select group_id::text, item_id from cinelibre.group_evenings order by id"
CONTENT = "select member_id::text, expected, best, satisfaction from cinelibre.evening_members order by 1"


def content(**satisfactions: float) -> str:
    """How content members are, as Python sends it; 4 of 5 stars each."""
    seats = {"ada": SEAT_ADA, "bob": SEAT_BOB, "grace": SEAT_GUEST, "cid": SEAT_CID}
    entries = [
        f'{{"member_id": "{seats[name]}", "expected": 4, "best": 5, "satisfaction": {value}}}'
        for name, value in satisfactions.items()
    ]
    return f"[{', '.join(entries)}]"


def test_an_evening_is_kept_with_how_content_its_members_are(url: str) -> None:
    rows(url, RECORD, CID, OTHERS, DUNE, "[]", 12, 9)

    [(evening,)] = rows(url, RECORD, ADA, FRIDAY, DUNE, content(ada=0.5, grace=1, cid=1), 12, 9)

    assert (evening["item"]["id"], evening["item"]["mine"]["is_seen"]) == (DUNE, False)
    assert evening["members"] == [
        {"member_id": SEAT_ADA, "name": "Ada", "expected": 4, "best": 5, "satisfaction": 0.5},
        {"member_id": SEAT_GUEST, "name": "Grace", "expected": 4, "best": 5, "satisfaction": 1},
    ]
    assert rows(url, EVENINGS) == [(OTHERS, DUNE), (FRIDAY, DUNE)]
    assert rows(url, CONTENT) == [(SEAT_ADA, 4, 5, 0.5), (SEAT_GUEST, 4, 5, 1)]


@pytest.mark.parametrize(("hours_ago", "n_kept"), [(11.9, 1), (12.1, 2)])
def test_the_same_item_again_the_same_evening_is_one_evening(url: str, hours_ago: float, n_kept: int) -> None:
    rows(url, RECORD, ADA, FRIDAY, DUNE, content(ada=0.5), 12, 9)
    rows(url, RECORD, CID, OTHERS, DUNE, content(cid=0.5), 12, 9)
    write(url, "update cinelibre.group_evenings set watched_at = now() - make_interval(secs => %s)", 3600 * hours_ago)

    rows(url, RECORD, ADA, FRIDAY, DUNE, content(ada=1), 12, 9)
    rows(url, RECORD, ADA, FRIDAY, RAN, content(ada=1), 12, 9)

    assert rows(url, EVENINGS).count((FRIDAY, DUNE)) == n_kept
    assert rows(url, EVENINGS).count((FRIDAY, RAN)) == rows(url, EVENINGS).count((OTHERS, DUNE)) == 1


def test_a_group_keeps_its_newest_evenings(url: str) -> None:
    rows(url, RECORD, CID, OTHERS, DUNE, "[]", 12, 2)
    for item_id in (DUNE, RAN, EMMA):
        rows(url, RECORD, ADA, FRIDAY, item_id, "[]", 12, 2)

    assert rows(url, EVENINGS) == [(OTHERS, DUNE), (FRIDAY, RAN), (FRIDAY, EMMA)]


def test_only_members_record_and_only_what_exists(url: str) -> None:
    assert refusal(url, RECORD, CID, FRIDAY, DUNE, "[]", 12, 9) == ("PT404", "group_not_found")
    assert refusal(url, RECORD, ADA, FRIDAY, 99, "[]", 12, 9) == ("PT404", "item_not_found")
    assert rows(url, EVENINGS) == []


def test_evenings_are_read_page_by_page_the_newest_first(url: str) -> None:
    for item_id in (DUNE, RAN, EMMA):
        rows(url, RECORD, ADA, FRIDAY, item_id, content(ada=0.5), 12, 9)
    rows(url, RECORD, CID, OTHERS, DUNE, "[]", 12, 9)

    def page(*values: Any) -> tuple[int, list[int]]:
        [(found,)] = rows(url, GET, *values)
        return found["total"], [evening["item"]["id"] for evening in found["evenings"]]

    assert page(ADA, FRIDAY, 0, 9, None) == (3, [EMMA, RAN, DUNE])
    assert page(None, FRIDAY, 1, 1, "key of Grace") == (3, [RAN])
    assert page(CID, OTHERS, 0, 9, None) == (1, [DUNE])
    assert refusal(url, GET, CID, FRIDAY, 0, 9, None) == ("PT404", "group_not_found")
    listed = (
        "select v.body -> 'item' ->> 'title' from cinelibre.group_members as m, cinelibre.list_evenings(m, 0, 1) as v"
    )
    assert rows(url, f"{listed} where m.id = %s", SEAT_ADA) == [("Emma",)]


def test_an_evening_is_taken_back_with_its_debts_and_no_other(url: str) -> None:
    rows(url, RECORD, ADA, FRIDAY, DUNE, content(ada=0.5), 12, 9)
    rows(url, RECORD, ADA, FRIDAY, RAN, content(bob=0.5), 12, 9)
    rows(url, RECORD, CID, OTHERS, DUNE, content(cid=0.5), 12, 9)
    of_friday, newest, of_others = (row[0] for row in rows(url, "select id from cinelibre.group_evenings order by id"))

    assert refusal(url, DELETE, ADA, FRIDAY, of_others) == ("PT404", "evening_not_found")
    assert refusal(url, DELETE, CID, FRIDAY, of_friday) == ("PT404", "group_not_found")
    assert rows(url, DELETE, ADA, FRIDAY, newest) == [({"deleted": True},)]

    assert rows(url, EVENINGS) == [(FRIDAY, DUNE), (OTHERS, DUNE)]
    assert rows(url, CONTENT) == [(SEAT_ADA, 4, 5, 0.5), (SEAT_CID, 4, 5, 0.5)]


def test_who_leaves_takes_along_how_content_they_were(url: str) -> None:
    rows(url, RECORD, ADA, FRIDAY, DUNE, content(ada=0.5, grace=1), 12, 9)

    write(url, "delete from cinelibre.users where id = %s", ADA)

    assert rows(url, CONTENT) == [(SEAT_GUEST, 4, 5, 1)]
