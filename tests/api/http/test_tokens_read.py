"""A token of ours is read once while it is among the newest, and never after its end."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from pydantic import SecretStr

from api.errors import Unauthorized
from api.http import tokens
from api.http.tokens import MAX_READ, Tokens
from api.security.tokens import Claims, read_token, write_token
from tests.conftest import settings_of

SECRET = "a-secret-of-at-least-thirty-two-letters"


def token_of(user_id: int, lifetime: timedelta = timedelta(hours=1), now: datetime | None = None) -> str:
    """A token of a user."""
    return write_token(Claims(user_id, 1), SECRET, lifetime, now)


@pytest.fixture
def reading() -> Tokens:
    """A reader of tokens."""
    return Tokens(settings_of(jwt_secret_key=SecretStr(SECRET)), cast(Any, None))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signature was checked."""
    checked: list[str] = []
    original = read_token

    def note(token: str, secret: str) -> Claims:
        checked.append(token)
        return original(token, secret)

    monkeypatch.setattr(tokens, "read_token", note)
    return checked


async def test_the_newest_tokens_are_checked_once(reading: Tokens, read: list[str]) -> None:
    everybodys = [token_of(user_id) for user_id in range(1, MAX_READ + 2)]

    for token in everybodys[:MAX_READ]:
        await reading.read(token)
    assert (await reading.read(everybodys[0])).user_id == 1
    assert len(read) == MAX_READ

    await reading.read(everybodys[MAX_READ])  # the second is the one not asked for longest
    await reading.read(everybodys[0])
    assert len(read) == MAX_READ + 1
    await reading.read(everybodys[1])
    assert len(read) == MAX_READ + 2


async def test_a_token_that_was_read_ends_all_the_same(reading: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(7, timedelta(seconds=100))
    claims = await reading.read(token)

    monkeypatch.setattr(
        tokens, "time", cast(Any, type("Clock", (), {"time": staticmethod(lambda: claims.expires_at - 1)}))
    )
    assert await reading.read(token) == claims
    monkeypatch.setattr(tokens, "time", cast(Any, type("Clock", (), {"time": staticmethod(lambda: claims.expires_at)})))
    monkeypatch.setattr(tokens, "read_token", refuse)
    with pytest.raises(Unauthorized):
        await reading.read(token)


def refuse(token: str, secret: str) -> Claims:
    """Refuses every token."""
    raise Unauthorized(slug="token_expired")


async def test_a_token_that_is_refused_is_not_remembered(reading: Tokens, read: list[str]) -> None:
    ended = token_of(7, timedelta(seconds=1), datetime.now(UTC) - timedelta(days=1))

    for _ in range(2):
        with pytest.raises(Unauthorized):
            await reading.read(ended)

    assert len(read) == 2
