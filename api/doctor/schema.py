"""Whether the database is what this code expects: release, migrations, functions, grants, versions, timeouts."""

import hashlib
import re
from typing import Any

from api.doctor.findings import Finding, counted, ok, problem, some, warning
from api.ship.sql_tree import SqlTree

Facts = dict[str, Any]

OLDEST_SERVER, NEWEST_SERVER = 16, 18  # the versions that the tests run on
OLDEST_VECTOR = (0, 8)  # the first with iterative scans; without them a filtered search finds too little
SHORTEST_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS = 3.0, 60.0
SHIP = "run `python -m api.jobs ship`, or paste sql/database_schema.sql into the SQL editor"
_BODY = re.compile(r"as \$\$(.*)\$\$;", re.DOTALL)
_MAJOR = re.compile(r"\d+")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?")
# PostgreSQL takes a bare number for milliseconds.
_SECONDS = {"us": 1e-6, None: 1e-3, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def judge_schema(facts: Facts, tree: SqlTree) -> list[Finding]:
    """Judge migrations and functions against the files of `sql/`."""
    expected = {file.name: file.sha256 for file in tree.migrations}
    applied: dict[str, str] = facts["shipped"]["migrations"]
    found = [
        problem(
            "schema",
            f"Migration {name} was changed after it was applied: restore the file and write a new migration.",
        )
        for name in sorted(expected.keys() & applied.keys())
        if expected[name] != applied[name]
    ]
    if missing := sorted(expected.keys() - applied.keys()):
        lacking = counted(len(missing), "migration")
        found.append(problem("schema", f"The database lacks {lacking} ({some(missing)}): {SHIP}."))
    if unknown := sorted(applied.keys() - expected.keys()):
        found.append(
            warning(
                "schema",
                f"The database is ahead of this code ({some(unknown)}): deploy the newer code;"
                " going back on purpose is fine, migrations only add.",
            )
        )
    return found + _judge_functions(facts, tree)


def _judge_functions(facts: Facts, tree: SqlTree) -> list[Finding]:
    if facts["release_sha256"] != tree.release_sha256:
        return [problem("schema", f"The database was shipped from another release than this code: {SHIP}.")]
    standing: dict[str, str] = facts["shipped"]["functions"]
    expected = {file.name: body_md5(file.body) for file in tree.functions}
    if gone := sorted(expected.keys() - standing.keys()):
        lacking = counted(len(gone), "function")
        return [problem("schema", f"The database lacks {lacking}, dropped by hand ({some(gone)}): {SHIP}.")]
    if edited := sorted(name for name in expected if expected[name] != standing[name]):
        return [
            problem(
                "schema",
                f"The database has {counted(len(edited), 'function')} changed by hand ({some(edited)}): {SHIP};"
                " keep the change in sql/functions if it is wanted.",
            )
        ]
    counts = f"{counted(len(tree.migrations), 'migration')}, {counted(len(tree.functions), 'function')}"
    return [ok("schema", f"The database is this release, {tree.release_sha256[:12]}: {counts}.")]


def body_md5(text: str) -> str:
    """Return the md5 of a function's body, the text between the dollars, as PostgreSQL's catalogue stores it."""
    found = _BODY.search(text)
    body = found.group(1) if found else text
    return hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()


def judge_grants(grants: Facts) -> list[Finding]:
    """Judge who may do what: strangers nothing, the service everything that it needs."""
    found = []
    again = "run `python -m api.jobs ship`, which takes it back"
    if opened := grants["open_functions"]:
        found.append(problem("grants", f"Anybody may call {some(opened)}, past the service and its checks: {again}."))
    if opened := grants["open_tables"]:
        found.append(problem("grants", f"Anybody may read or change {some(opened)}: {again}."))
    if opened := grants["schema_open_to"]:
        found.append(problem("grants", f"The schema cinelibre is open to {some(opened)}: {again}."))
    if bare := grants["tables_without_rls"]:
        found.append(problem("grants", f"Row level security or its policy is missing on {some(bare)}: {SHIP}."))
    if closed := [*grants["closed_functions"], *grants["closed_tables"]]:
        found.append(problem("grants", f"service_role, which the service is, may not use {some(closed)}: {SHIP}."))
    if found:
        return found
    if not grants["has_service_role"]:
        return [ok("grants", "Nobody but the owner may call functions or read tables.")]
    return [ok("grants", "Nobody but service_role and the owner may call functions or read tables.")]


def judge_versions(facts: Facts) -> list[Finding]:
    """Judge the versions of the server and its vector extension."""
    return [_judge_server(facts["server_version"]), _judge_vector(facts["vector_version"])]


def _judge_server(version: str) -> Finding:
    major = int(_MAJOR.findall(version)[0])  # of 18.4, of 19beta1
    if major < OLDEST_SERVER:
        return problem("server", f"PostgreSQL {version} is too old: move to {OLDEST_SERVER} to {NEWEST_SERVER}.")
    if major > NEWEST_SERVER:
        return warning(
            "server",
            f"PostgreSQL {version} is newer than what this release was tested on ({NEWEST_SERVER}): update it.",
        )
    return ok("server", f"PostgreSQL {version.partition(' ')[0]}.")


def _judge_vector(version: str | None) -> Finding:
    if version is None:
        return problem(
            "vector", "The extension vector is missing: `create extension vector with schema extensions`, then ship."
        )
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_VECTOR:
        return problem(
            "vector",
            f"The extension vector {version} is too old, searches with filters need 0.8:"
            " `alter extension vector update`, after updating the server's package.",
        )
    return ok("vector", f"The extension vector is {version}.")


def judge_timeout(timeout: str | None) -> list[Finding]:
    """Judge the statement timeout of service_role, which keeps one query from making everybody wait."""
    seconds = read_seconds(timeout) if timeout is not None else None
    if timeout is None or seconds is None:
        return []
    fix = "`alter role service_role set statement_timeout = '8s'`"
    if seconds == 0 or seconds > LONGEST_TIMEOUT_SECONDS:
        return [warning("timeout", f"service_role has a statement timeout of {timeout}, so a query can run on: {fix}.")]
    if seconds < SHORTEST_TIMEOUT_SECONDS:
        return [warning("timeout", f"service_role's statement timeout of {timeout} cuts slow requests short: {fix}.")]
    return [ok("timeout", f"service_role has a statement timeout of {timeout}.")]


def read_seconds(setting: str) -> float | None:
    """Return a duration in seconds; PostgreSQL writes milliseconds without a unit."""
    found = _TIME.fullmatch(setting.strip())
    return float(found.group(1)) * _SECONDS[found.group(2)] if found else None
