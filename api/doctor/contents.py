"""Whether the contents are fresh, complete and have room: catalogue, models, jobs, space, clock."""

from typing import Any

from api.chores.ages import command_of, stale_jobs
from api.doctor.findings import Finding, ok, problem, some, warning
from api.embedding import DIMENSION
from api.settings import SHIPPED_MODEL

Facts = dict[str, Any]

OLDEST_MODEL_DAYS = 30
MIN_RATINGS_TO_TRAIN = 100  # with fewer, there is nothing to learn
NEIGHBORLESS_SHARE = 0.1  # of the raters; a few newcomers may wait for the nightly job
FULL_SHARE = 0.8
SKEW_WARNING_SECONDS, SKEW_PROBLEM_SECONDS = 5, 60
SLOW_MS = 200


def judge_contents(contents: Facts) -> list[Finding]:
    """Judge what is in the database, and what is missing beside it."""
    return [
        *_judge_catalogue(contents),
        *_judge_models(contents),
        *_judge_neighbors(contents),
        *_judge_statistics(contents["unanalyzed"]),
    ]


def _judge_catalogue(contents: Facts) -> list[Finding]:
    n_items, n_bare = contents["n_items"], contents["n_without_vector"]
    if n_items == 0:
        return [
            problem(
                "catalogue",
                "The catalogue is empty, so nothing can be recommended: `python api/sync_engine.py`,"
                " `python -m api.jobs import`, or `python -m api.jobs demo` for a try.",
            )
        ]
    if n_bare:
        return [
            warning(
                "catalogue",
                f"{n_bare:,} of {n_items:,} items have no vector, so search by meaning misses them:"
                " run `python -m api.jobs embed`.",
            )
        ]
    return [ok("catalogue", f"{n_items:,} items, all with vectors.")]


def _judge_models(contents: Facts) -> list[Finding]:
    n_ratings, ages = contents["n_ratings"], contents["model_ages"]
    train = "run `python -m api.jobs train`"
    if n_ratings < MIN_RATINGS_TO_TRAIN and not ages:
        return [ok("models", f"{n_ratings:,} ratings: too few to train on, lists come from popularity and content.")]
    missing = sorted({"ease", "cosine", "phi"} - ages.keys())
    if missing:
        return [warning("models", f"{n_ratings:,} ratings, and no item model {' or '.join(missing)}: {train}.")]
    oldest = max(ages.values())
    if oldest > OLDEST_MODEL_DAYS:
        return [warning("models", f"The item models are {oldest:.0f} days old and lack newer items: {train}.")]
    return [ok("models", f"{n_ratings:,} ratings; item models {oldest:.0f} days old.")]


def _judge_neighbors(contents: Facts) -> list[Finding]:
    n_raters, n_bare = contents["n_raters"], contents["n_without_neighbors"]
    if n_bare > n_raters * NEIGHBORLESS_SHARE and n_bare > 1:
        return [
            warning(
                "neighbors",
                f"{n_bare:,} of {n_raters:,} people who rated have no neighbors yet, so their lists lack that source:"
                " run `python -m api.jobs refresh`.",
            )
        ]
    return [ok("neighbors", f"{n_raters - n_bare:,} of {n_raters:,} people who rated have neighbors.")]


def _judge_statistics(unanalyzed: list[str]) -> list[Finding]:
    if not unanalyzed:
        return [ok("statistics", "Every large table was analyzed.")]
    statements = " ".join(f"analyze {name};" for name in unanalyzed[:3])
    return [
        warning(
            "statistics",
            f"PostgreSQL has never counted {some(unanalyzed)}, so its plans are guesses: `{statements}` in SQL.",
        )
    ]


def judge_embedding(catalogue_model: str | None, model: str, trouble: str | None) -> list[Finding]:
    """Judge whether this machine's embedding model works and is the catalogue's."""
    if trouble is not None:
        return [problem("embedding", trouble)]
    if catalogue_model not in (None, model):
        return [
            problem(
                "embedding",
                f"The catalogue was embedded by {catalogue_model}, EMBEDDING_MODEL is {model}, so searches are refused:"
                " set it back, or run `python -m api.jobs embed --replace-model`.",
            )
        ]
    what = (
        "its files are whole, its vectors as they should be" if model == SHIPPED_MODEL else "it is not the shipped one"
    )
    return [ok("embedding", f"{model} loads: {what} ({DIMENSION} dimensions).")]


def judge_space(facts: Facts, limit_megabytes: int | None) -> list[Finding]:
    """Judge the database's size against its limit; a full free project accepts no writes."""
    megabytes = facts["database_bytes"] / 1_000_000
    remedy = "run `python -m api.jobs cleanup`, keep fewer items, or take a larger plan"
    if facts["is_read_only"]:
        return [
            problem(
                "space",
                f"The database is read-only ({megabytes:,.0f} MB): a full project or a standby accepts no ratings;"
                f" make room ({remedy}), then end the read-only mode in the dashboard.",
            )
        ]
    if limit_megabytes is None:
        return [ok("space", f"{megabytes:,.0f} MB; no limit is set, so none is checked: DATABASE_LIMIT_MB sets one.")]
    share = f"{megabytes:,.0f} of {limit_megabytes:,} MB"
    if megabytes >= limit_megabytes:
        return [problem("space", f"The database has {share} and can turn read-only any time: {remedy}.")]
    if megabytes >= limit_megabytes * FULL_SHARE:
        return [warning("space", f"The database has {share} and turns read-only when it is full: {remedy}.")]
    return [ok("space", f"{share}.")]


def judge_clock(skew_seconds: float) -> Finding:
    """Judge this machine's clock against the database's; positive if this one is behind."""
    if abs(skew_seconds) <= SKEW_WARNING_SECONDS:
        return ok("clock", "This machine's clock and the database's agree.")
    way = "behind" if skew_seconds > 0 else "ahead of"
    sentence = f"This machine's clock is {abs(skew_seconds):,.0f} seconds {way} the database's"
    if abs(skew_seconds) > SKEW_PROBLEM_SECONDS:
        return problem("clock", f"{sentence}, so tokens are refused or outlive their days: set it by NTP.")
    return warning("clock", f"{sentence}: set it by NTP before tokens are refused.")


def judge_round_trip(setting: str, ms: float) -> Finding:
    """Judge how long the database takes for a small answer."""
    if ms > SLOW_MS:
        return warning(
            "reach",
            f"{setting} answers in {ms:,.0f} ms, which every request waits for: run the service in its region.",
        )
    return ok("reach", f"{setting} answers in {ms:,.1f} ms.")


def judge_jobs(jobs: list[Facts]) -> list[Finding]:
    """Judge the newest run of each job: failed, lost, or too long ago."""
    stale = stale_jobs(jobs)
    found = []
    for job in jobs:
        name = job["job_name"]
        look = f"see `python -m api.jobs status {name}`, then run `python -m api.jobs {command_of(name)}`"
        if job["outcome"] == "failed":
            found.append(warning("jobs", f"{name} failed last time ({job['n_errors']} errors): {look}."))
        elif job["outcome"] == "lost":
            found.append(
                warning("jobs", f"{name} was killed or lost its database last time, so another run took over: {look}.")
            )
        if name in stale:
            found.append(warning("jobs", f"{stale[name].rstrip('.')}: is its schedule on? If so, {look}."))
    return found or [ok("jobs", _tell_outcomes(jobs) if jobs else "No job has run yet.")]


def _tell_outcomes(jobs: list[Facts]) -> str:
    named: dict[str, list[str]] = {}
    for job in jobs:
        named.setdefault(job["outcome"], []).append(job["job_name"])
    return "; ".join(f"{some(names, 10)}: {outcome}" for outcome, names in sorted(named.items())) + "."
