"""Whether a replica follows the database and can answer reads."""

from api.db import open_served
from api.doctor.findings import Finding, ok, problem, warning
from api.errors import CineLibreError
from api.settings import Settings
from api.ship.diagnosis import find_database_trouble

MAX_LAG_SECONDS = 30


async def judge_replica(settings: Settings) -> list[Finding]:
    """Ask the replica at DATABASE_READ_URL, if one is set; reads go to DATABASE_URL while it is of no use."""
    if settings.database_read_url is None:
        return []
    if trouble := await find_database_trouble(settings.database_read_url.get_secret_value()):
        return [warning("replica", f"Reads go to DATABASE_URL: {trouble.replace('DATABASE_URL', 'DATABASE_READ_URL')}")]
    try:
        async with open_served(settings) as db:
            replica = await db.describe_replica()
    except CineLibreError as error:
        return [warning("replica", f"DATABASE_READ_URL: {error.detail}")]
    return [judge_described(replica or {}, settings.database_read_lag_seconds)]


def judge_described(replica: dict[str, object], allowed_seconds: float) -> Finding:
    """Judge what a replica says of itself."""
    if replica["problem"] is not None:
        return problem("replica", f"{replica['problem']} Set it to a replica's address, or leave it out.")
    lag_seconds = replica["lag_seconds"]
    if not isinstance(lag_seconds, float):
        return ok("replica", "DATABASE_READ_URL is a replica; it has replayed nothing since it started.")
    if lag_seconds > MAX_LAG_SECONDS:
        return warning(
            "replica",
            f"The replica is {lag_seconds:.0f} seconds behind, so DATABASE_URL answers most reads:"
            " see `pg_stat_replication` there.",
        )
    missing = f"writes of the last {allowed_seconds:g} seconds" if allowed_seconds else "nothing"
    return ok(
        "replica", f"The replica is {lag_seconds:.1f} seconds behind; {missing} may be missing from what it answers."
    )
