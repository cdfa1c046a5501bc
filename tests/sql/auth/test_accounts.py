"""An account as its owner sees it, its time zone, and a new password by a one-time code."""

from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB, ABSENT = 1, 2, 99
ACCOUNT = {
    "id": ADA,
    "email": "ada@example.org",
    "name": "Ada",
    "role": "admin",
    "timezone": "Asia/Kolkata",
    "discoverable": True,
    "shares_ratings": False,
    "person_id": "00000000-0000-4000-8000-000000000001",
    "created_at": "2026-01-02T03:04:05+00:00",
}
RESET = "select public.reset_password('ada@example.org', %s, 'new')"
PASSWORDS = """
    select password_hash, token_version, tokens_valid_from, ended_token_versions, kept_token_version
    from cinelibre.users order by id
"""
CODES = "select user_id, code_hash, n_tries from cinelibre.reset_codes order by user_id, code_hash"


@pytest.fixture
def url(database_url: str) -> str:
    """A database of two accounts."""
    write(
        database_url,
        """
        insert into cinelibre.users
        (email, name, role, timezone, discoverable, created_at, password_hash, token_version, tokens_valid_from,
        ended_token_versions, kept_token_version, person_id)
        values
        ('ada@example.org', 'Ada', 'admin', 'Asia/Kolkata', true, '2026-01-02 03:04:05+00', 'old', 5, 3, '{4}', 1,
        '00000000-0000-4000-8000-000000000001'),
        ('bob@example.org', 'Bob', 'user', 'UTC', false, '2026-01-02 03:04:05+00', 'old', 5, 3, '{4}', 1,
        '00000000-0000-4000-8000-000000000002')
        """,
    )
    return database_url


def add_code(url: str, user_id: int, code: str, n_tries: int = 0, age: str = "0") -> None:
    """A code that was made `age` minutes ago."""
    write(
        url,
        "insert into cinelibre.reset_codes (user_id, code_hash, n_tries, made_at)"
        " values (%s, %s, %s, now() - %s::interval)",
        user_id, code, n_tries, age,
    )  # fmt: skip


def test_an_account_is_described_to_its_owner_without_its_password(url: str) -> None:
    assert rows(url, "select cinelibre.describe_user(%s)", ADA) == [(ACCOUNT,)]
    assert rows(url, "select cinelibre.describe_user(%s)", ABSENT) == [(None,)]


@pytest.mark.parametrize(
    "zone",
    [
        "UTC", "utc", "Africa/Cairo", "America/Lima", "Antarctica/Troll", "Arctic/Longyearbyen", "Asia/Kolkata",
        "Atlantic/Azores", "Australia/Perth", "Europe/Paris", "Indian/Maldives", "Pacific/Fiji", "Brazil/East",
        "Canada/Pacific", "Chile/Continental", "Mexico/General", "US/Eastern", "europe/paris",
        "America/Argentina/Buenos_Aires", "America/Port-au-Prince",
    ],
)  # fmt: skip
def test_a_time_zone_is_a_place(url: str, zone: str) -> None:
    assert rows(url, "select cinelibre.require_timezone(%s)", zone) == [(zone,)]


@pytest.mark.parametrize(
    "zone",
    [
        "", "IST", "EST5EDT", "Etc/UTC", "Etc/GMT+5", "+05:30", "Europe", "Europe/", "Europe/Atlantis", "posix/UTC",
        "America/Argentina/Buenos_Aires/Centro", " Europe/Paris", "Europe/Paris ", "Asia/Kolkata5",
    ],
)  # fmt: skip
def test_what_is_no_place_is_no_time_zone(url: str, zone: str) -> None:
    assert refusal(url, "select cinelibre.require_timezone(%s)", zone) == ("PT422", "invalid_input")


def test_the_right_code_sets_the_password_and_ends_every_token_and_code(url: str) -> None:
    add_code(url, ADA, "right")
    add_code(url, ADA, "older", n_tries=7)
    add_code(url, BOB, "right")

    answer = rows(url, RESET, "right")

    assert answer == [({"token_version": 6, "user": ACCOUNT},)]
    assert rows(url, PASSWORDS) == [("new", 6, 6, [], None), ("old", 5, 3, [4], 1)]
    assert rows(url, CODES) == [(BOB, "right", 0)]


def test_a_wrong_code_counts_as_a_try_of_each_code_of_the_account(url: str) -> None:
    add_code(url, ADA, "right")
    add_code(url, ADA, "older", n_tries=7)
    add_code(url, BOB, "bobs")

    answers = [rows(url, RESET, code) for code in ("wrong", "bobs")]

    assert answers == [[(None,)]] * 2
    assert rows(url, PASSWORDS) == [("old", 5, 3, [4], 1)] * 2
    assert rows(url, CODES) == [(ADA, "older", 9), (ADA, "right", 2), (BOB, "bobs", 0)]


@pytest.mark.parametrize(
    ("n_tries", "age", "is_good"),
    [(19, "0", True), (20, "0", False), (0, "29 minutes 30 seconds", True), (0, "30 minutes", False)],
)
def test_a_code_is_good_for_twenty_tries_and_thirty_minutes(url: str, n_tries: int, age: str, is_good: bool) -> None:
    add_code(url, ADA, "right", n_tries, age)

    [(answer,)] = rows(url, RESET, "right")

    assert (answer is not None) is is_good
    assert rows(url, CODES) == ([] if is_good else [(ADA, "right", n_tries + 1)])


def test_nobody_has_the_address(url: str) -> None:
    add_code(url, ADA, "right")

    answer: list[tuple[Any, ...]] = rows(url, "select public.reset_password('eve@example.org', 'right', 'new')")

    assert answer == [(None,)]
    assert rows(url, CODES) == [(ADA, "right", 0)]
