"""Whether the Redis of REDIS_URL answers."""

from api.doctor.findings import Finding, ok, problem, warning
from api.errors import Misconfigured
from api.settings import Settings
from api.shared.store import find_trouble

REMEDY = "check the address, the password, and redis:// or rediss://"


async def judge_redis(settings: Settings) -> list[Finding]:
    """Ask for a sign of life. No finding without REDIS_URL: then each instance counts for itself."""
    if settings.redis_url is None:
        return []
    try:
        trouble = await find_trouble(settings.redis_url.get_secret_value())
    except Misconfigured as error:
        return [problem("redis", error.detail)]
    if trouble:
        sentence = f"REDIS_URL does not answer ({trouble}), so each instance counts tries and requests alone: {REMEDY}."
        return [warning("redis", sentence)]
    return [ok("redis", "Redis answers.")]
