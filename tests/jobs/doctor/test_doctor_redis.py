"""What the doctor says of Redis."""

import sys

import pytest
from pydantic import SecretStr

from api.doctor.findings import Finding
from api.jobs.doctor.redis import judge_redis
from tests.conftest import settings_of
from tests.support.redis import RedisServer


async def found(url: str) -> list[Finding]:
    """The findings for an address."""
    return await judge_redis(settings_of(redis_url=SecretStr(url)))


async def test_a_redis_that_answers_is_well_and_one_that_is_away_is_a_warning(redis_server: RedisServer) -> None:
    assert await found(redis_server.url) == [Finding("redis", "ok", "Redis answers.")]
    redis_server.kill()

    (away,) = await found(redis_server.url)
    assert away.state == "warning"
    assert away.sentence.startswith("REDIS_URL does not answer (ConnectionError), so each instance counts")


async def test_a_redis_that_wants_a_password_is_a_warning_without_it(redis_server: RedisServer) -> None:
    (refused,) = await found(redis_server.url.replace("redis://", "redis://nobody:hidden@"))

    assert refused.sentence.startswith("REDIS_URL does not answer (AuthenticationError)")
    assert "hidden" not in refused.sentence


async def test_missing_packages_are_a_problem_and_no_redis_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)

    assert await judge_redis(settings_of()) == []
    assert await found("redis://localhost") == [
        Finding("redis", "problem", "REDIS_URL needs redis: pip install -r requirements-redis.txt.")
    ]
