"""Who blocked whom, in groups: nobody joins a group in which a block awaits them, and names are hidden in one."""

import pytest

from tests.sql.groups.town import ADA, BOB, CID, DUNE, FRIDAY, SEAT_ADA, SEAT_BOB, names
from tests.support.readers import refusal, rows, write

BLOCKED = "select cinelibre.is_blocked(%s, %s)"
JOIN = "select public.join_group(%s, 1, %s, %s, 9, 9)"
SEEN = "select name from cinelibre.list_group_members(%s, %s)"
SAY = "insert into cinelibre.relations values (%s, %s, %s)"
UNKNOWN = ("PT404", "group_not_found")


@pytest.mark.parametrize(("said", "is_so"), [("blocked", True), ("declined", False), ("accepted", False)])
def test_a_block_stands_between_two_whoever_said_it(url: str, said: str, is_so: bool) -> None:
    write(url, SAY, ADA, BOB, said)

    assert rows(url, BLOCKED, ADA, BOB) == rows(url, BLOCKED, BOB, ADA) == [(is_so,)]
    assert rows(url, BLOCKED, ADA, CID) == rows(url, BLOCKED, CID, BOB) == rows(url, BLOCKED, None, ADA) == [(False,)]


@pytest.mark.parametrize("blocks", [(ADA, CID), (CID, ADA), (BOB, CID), (CID, BOB)])
def test_to_who_is_blocked_by_a_member_or_blocked_one_the_code_is_unknown(url: str, blocks: tuple[int, int]) -> None:
    write(url, SAY, *blocks, "blocked")

    for room in (12, 3):  # a group that is full is not told either
        assert refusal(url, JOIN, CID, "FRIDAY00", room) == UNKNOWN == refusal(url, JOIN, CID, "NOBODYS0", room)

    assert names(url) == ["Ada", None, "Grace"]
    write(url, "delete from cinelibre.relations where true")
    rows(url, JOIN, CID, "FRIDAY00", 12)
    assert names(url) == ["Ada", None, "Grace", "Cid"]


@pytest.mark.parametrize("said", ["declined", "accepted"])
def test_who_is_only_declined_may_join(url: str, said: str) -> None:
    write(url, SAY, ADA, CID, said)

    rows(url, JOIN, CID, "FRIDAY00", 12)

    assert names(url) == ["Ada", None, "Grace", "Cid"]


@pytest.mark.parametrize("blocks", [(ADA, BOB), (BOB, ADA)])
def test_members_who_blocked_one_another_stay_without_each_others_names(url: str, blocks: tuple[int, int]) -> None:
    write(url, "update cinelibre.users set name = 'Bob' where id = %s", BOB)
    write(url, SAY, *blocks, "blocked")

    assert rows(url, SEEN, FRIDAY, ADA) == [("Ada",), (None,), ("Grace",)]
    assert rows(url, SEEN, FRIDAY, BOB) == [(None,), ("Bob",), ("Grace",)]
    assert rows(url, SEEN, FRIDAY, None) == [("Ada",), ("Bob",), ("Grace",)]
    assert len(rows(url, JOIN, BOB, "FRIDAY00", 12)) == 1  # is in it already


def test_evenings_tell_no_name_that_is_blocked(url: str) -> None:
    write(url, SAY, BOB, ADA, "blocked")
    evening = "insert into cinelibre.group_evenings (group_id, item_id) values (%s, %s)"
    write(url, evening, FRIDAY, DUNE)
    for seat in (SEAT_ADA, SEAT_BOB):
        write(
            url,
            "insert into cinelibre.evening_members select max(id), %s, 4, 5, 0.8 from cinelibre.group_evenings",
            seat,
        )
    told = """
        select v.body -> 'members' -> 0 -> 'name'
        from cinelibre.group_members as m
        cross join lateral cinelibre.list_evenings(m, 0, 9) as v
        where m.id = %s
    """

    assert rows(url, told, SEAT_BOB) == [(None,)]
    assert rows(url, told, SEAT_ADA) == [("Ada",)]
