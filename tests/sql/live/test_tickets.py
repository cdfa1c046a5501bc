"""A ticket opens one connection, for a while, and only while the token that it was made with counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import a_caller, rows, write

OPENING = {"good_seconds": 30, "moved_from": 0.5}
LATER = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader."""
    return await a_caller(db, "ada")


async def make(me: Caller, name: str, ends_at: datetime = LATER) -> Any:
    """A ticket with that hash."""
    return await me.one("make_live_ticket", ticket_hash=name, token_ends_at=ends_at.isoformat(), good_seconds=30)


async def test_a_ticket_says_whose_it_is_once(db: Database, ada: Caller) -> None:
    counters = await ada.one("get_live_state", moved_from=0.5)

    assert await make(ada, "one") == {"expires_in": 30}
    assert await db.one("open_live", ticket_hash="one", **OPENING) == {
        "user_id": ada.user_id,
        "caller_id": ada.user_id,
        "caller_version": ada.claims.version,
        "token_ends_at": LATER.timestamp(),
        "counters": counters,
    }
    assert await db.one("open_live", ticket_hash="one", **OPENING) is None
    assert await db.one("open_live", ticket_hash="two", **OPENING) is None


@pytest.mark.parametrize(("seconds", "opens"), [(29, True), (31, False)])
async def test_a_ticket_is_good_for_thirty_seconds(
    db: Database, ada: Caller, database_url: str, seconds: int, opens: bool
) -> None:
    await make(ada, "one")
    write(database_url, "update cinelibre.live_tickets set made_at = clock_timestamp() - make_interval(secs => %s)",
          seconds)  # fmt: skip

    assert (await db.one("open_live", ticket_hash="one", **OPENING) is not None) is opens


async def test_a_ticket_ends_with_its_token(db: Database, ada: Caller) -> None:
    await make(ada, "late", datetime.now(UTC) - timedelta(seconds=1))
    await make(ada, "one")
    await ada.one("end_tokens", ends_all=True)

    assert await db.one("open_live", ticket_hash="late", **OPENING) is None
    assert await db.one("open_live", ticket_hash="one", **OPENING) is None


async def test_a_reader_has_ten_tickets_at_most(db: Database, ada: Caller, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    await make(bob, "bobs")
    for number in range(11):
        await make(ada, f"{number:02}")

    kept = rows(database_url, "select ticket_hash from cinelibre.live_tickets order by ticket_hash")
    assert [name for (name,) in kept] == [*(f"{number:02}" for number in range(1, 11)), "bobs"]


async def test_cleanup_deletes_tickets_that_nobody_used(db: Database, ada: Caller, database_url: str) -> None:
    await make(ada, "new")
    await make(ada, "old")
    write(database_url, "update cinelibre.live_tickets set made_at = now() - interval '31 minutes'"
          " where ticket_hash = 'old'")  # fmt: skip

    assert await db.one("delete_old_codes") == {"n_codes": 0, "n_tickets": 1}
    assert rows(database_url, "select ticket_hash from cinelibre.live_tickets") == [("new",)]


async def test_tokens_that_ended_are_found_and_others_are_not(db: Database, ada: Caller) -> None:
    bob, eve = await a_caller(db, "bob"), await a_caller(db, "eve")
    tokens = [(one.user_id, one.claims.version) for one in (ada, bob, eve)]
    asked: dict[str, Any] = {"caller_ids": [one for one, _ in tokens], "caller_versions": [two for _, two in tokens]}
    assert await db.one("get_ended_tokens", **asked) == []

    await ada.one("end_tokens", ends_all=False)
    await eve.one("delete_account")

    ended = [{"caller_id": one.user_id, "caller_version": one.claims.version} for one in (ada, eve)]
    assert await db.one("get_ended_tokens", **asked) == ended


def test_a_token_counts_from_the_first_login_that_does_or_if_it_was_kept(database_url: str) -> None:
    write(database_url, "insert into cinelibre.users (external_id, tokens_valid_from, token_version,"
          " ended_token_versions, kept_token_version) values ('ada', 3, 6, '{5}', 1)")  # fmt: skip
    good = "select array_agg(v order by v) from cinelibre.users as u, generate_series(0, 8) as v" \
           " where cinelibre.is_good_token(u, v)"  # fmt: skip

    assert rows(database_url, good) == [([1, 3, 4, 6],)]
