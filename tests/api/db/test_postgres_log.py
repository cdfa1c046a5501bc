"""What PostgreSQL writes into its log when a call fails: never what was sent with it."""

import logging
from pathlib import Path

import httpx
import pytest

from api import errors
from api.app import create_app
from api.db import Database
from tests.api.auth.accounts import PASSWORD, an_email, generous, rows
from tests.conftest import client_of
from tests.support.servers import Server


def log_of(server: Server) -> str:
    """All that the server has written."""
    return (Path(server.socket_dir) / "log").read_text(errors="replace")


async def test_a_refused_registration_leaves_neither_email_nor_hash_in_the_log(
    server: Server, database_url: str
) -> None:
    email = an_email().replace("reader", "unheard-of-")
    async with client_of(create_app(generous(database_url))) as here:
        statuses = [await register(here, email) for _ in range(2)]

    [(kept,)] = rows(database_url, "select password_hash from cinelibre.users where email = %s", email)
    written = log_of(server)
    assert statuses == [201, 409]
    assert "email_taken" in written
    assert [secret for secret in (email, kept, "argon2id") if secret in written] == []


async def register(here: httpx.AsyncClient, email: str) -> int:
    """The status of a registration."""
    return (await here.post("/auth/register", json={"email": email, "password": PASSWORD})).status_code


async def test_no_argument_of_a_call_that_fails_is_in_the_log(server: Server, db: Database) -> None:
    list_id = "a3bb189e-8bf9-3888-9912-ace4e6543002"
    with pytest.raises(errors.Unauthorized):
        await db.one("get_receipt", caller_id=1, caller_version=987654321, recommendation_id=list_id, item_id=1)

    assert 'given."caller_version"' in log_of(server)
    assert [sent for sent in (list_id, "987654321") if sent in log_of(server)] == []


async def test_a_refused_call_is_raised_and_no_warning_besides(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    driver = logging.getLogger("psycopg")
    with caplog.at_level(logging.WARNING):
        for _ in range(50):
            with pytest.raises(errors.NotFound):
                await db.one("get_movie", movie_id=999_999)
        # What comes of a refused call or not, as the answers arrive, and what is another matter.
        driver.warning("error ignored terminating %r: %s", "a pipeline", "pipeline aborted")
        driver.warning("error ignored in rollback on %s: %s", "a connection", "it is lost")

    assert caplog.messages == ["error ignored in rollback on a connection: it is lost"]
