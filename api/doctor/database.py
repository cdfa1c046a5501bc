"""Everything that is judged of one database, in the order in which things depend on one another."""

from datetime import datetime
from typing import Any

from api.doctor.contents import judge_clock, judge_contents, judge_jobs, judge_space
from api.doctor.findings import Finding
from api.doctor.rankings import judge_rankings
from api.doctor.schema import judge_grants, judge_schema, judge_timeout, judge_versions
from api.doctor.streams import judge_outbox
from api.settings import Settings
from api.ship.sql_tree import SqlTree

FREE_PLAN_MB = 500


def judge_database(facts: dict[str, Any], tree: SqlTree, settings: Settings, skew_seconds: float) -> list[Finding]:
    """Judge what `get_doctor_facts` says of a database against the files of `sql/` and the settings."""
    return [
        *judge_schema(facts, tree),
        *judge_grants(facts["grants"]),
        *judge_versions(facts),
        *judge_timeout(facts["service_timeout"]),
        judge_clock(skew_seconds),
        *judge_space(facts, limit_megabytes(settings)),
        *judge_contents(facts["contents"]),
        *judge_jobs(facts["jobs"]),
        *judge_rankings(settings, facts.get("wanted_rankings", [])),
        *judge_outbox(facts.get("outbox"), enable_kafka=settings.enable_kafka),
    ]


def measure_skew(asked_at: datetime, answered_at: datetime, said: datetime) -> float:
    """Return the least difference of two clocks, if the other told its time between our question and its answer.

    It is positive if our clock is behind.
    """
    if said > answered_at:
        return (said - answered_at).total_seconds()
    return min(0.0, (said - asked_at).total_seconds())


def limit_megabytes(settings: Settings) -> int | None:
    """Return the database's limit: as set, else the free plan's at Supabase, else None."""
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    is_hosted = any(host in f"{settings.supabase_url} {url}" for host in ("supabase.co", "supabase.com"))
    return settings.database_limit_mb or (FREE_PLAN_MB if is_hosted else None)
