"""Whom a call is for: which tokens count, and for whom a service may act."""

import pytest

from tests.support.readers import refusal, rows, write

ADA, SERVICE, ADMIN, OTHER_SERVICE, ABSENT = 1, 2, 3, 4, 99
REQUIRE = "select user_id from cinelibre.require_caller(%s, %s, %s)"
ALLOW = "select cinelibre.allow_caller(%s, %s)"

REVOKED = ("PT401", "token_revoked")


@pytest.fixture
def url(database_url: str) -> str:
    """A database where tokens 3 to 5 of every account are valid but 4, which ended, and 1, which was kept."""
    write(
        database_url,
        """
        insert into cinelibre.users
        (external_id, role, tokens_valid_from, token_version, ended_token_versions, kept_token_version)
        select role || place, role, 3, 5, '{4}', 1
        from unnest('{user,service,admin,service}'::text[]) with ordinality as made (role, place)
        order by place
        """,
    )
    return database_url


@pytest.mark.parametrize("version", [1, 3, 5])
def test_a_token_counts_from_the_first_valid_to_the_newest(url: str, version: int) -> None:
    assert rows(url, REQUIRE, ADA, version, None) == [(ADA,)]
    assert rows(url, ALLOW, ADA, version) == [(ADA,)]


@pytest.mark.parametrize(("caller", "version"), [(ADA, 0), (ADA, 2), (ADA, 4), (ADA, 6), (ADA, None), (ABSENT, 5)])
def test_an_ended_or_unknown_token_is_refused(url: str, caller: int, version: int | None) -> None:
    assert refusal(url, REQUIRE, caller, version, None) == REVOKED
    assert refusal(url, ALLOW, caller, version) == REVOKED


def test_a_call_without_a_caller_is_anonymous_only_where_that_is_allowed(url: str) -> None:
    assert rows(url, ALLOW, None, None) == [(None,)]
    assert rows(url, ALLOW, None, 5) == [(None,)]
    assert refusal(url, REQUIRE, None, 5, None) == REVOKED


def test_only_a_service_acts_for_others_and_only_for_ordinary_users(url: str) -> None:
    assert rows(url, REQUIRE, SERVICE, 5, ADA) == [(ADA,)]
    assert rows(url, REQUIRE, SERVICE, 5, None) == [(SERVICE,)]
    for other in (SERVICE, ADMIN, OTHER_SERVICE, ABSENT):
        assert refusal(url, REQUIRE, SERVICE, 5, other) == ("PT404", "user_not_found")
    for caller in (ADA, ADMIN):
        assert refusal(url, REQUIRE, caller, 5, ADA) == ("PT403", "not_a_service")
