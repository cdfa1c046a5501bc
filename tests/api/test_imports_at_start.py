"""What a start imports, as gunicorn's worker does it: only what it needs."""

import json
import os
import subprocess
import sys

import pytest

from api.settings import ROOT

START = """
import asyncio, gc, json, sys
from api.main import app

assert gc.isenabled()  # it is off only while api.main imports

async def start():
    async with app.router.lifespan_context(app):
        print(json.dumps([name for name in sys.modules]))

asyncio.run(start())
"""
NEVER = {"api.jobs", "api.seed_paths", "scipy", "numpy", "onnxruntime", "fastembed", "supabase", "smtplib", "aiokafka"}
OF_TRACES = {"opentelemetry.sdk", "opentelemetry.exporter", "google.protobuf", "requests"}
OF_REDIS = {"redis", "limits", "deprecated", "wrapt"}
NEVER |= {"api.doctor", "api.admin.diagnosis"}
# A WebSocket, and hearing what other processes say.
NEVER |= {"websockets", "api.http.sockets", "api.push.listening", "api.db.listening"}
# A token of ours needs PyJWT at the first token, and another issuer's needs its keys.
LATER = {"jwt", "cryptography", "api.security.keys", "api.security.issuers"}
OF_SUPABASE = {"httpx", "httpcore", "postgrest", "yarl", "rich"}
OF_POSTGRES = {"psycopg", "psycopg_pool"}
OF_REPLICAS = {"api.db.replicated", "api.db.replica", "api.db.freshness"}
ISSUER = {
    "AUTH_JWKS_URL": "https://issuer.example/keys",
    "AUTH_ISSUER": "https://issuer.example",
    "AUTH_AUDIENCE": "authenticated",
}


def imported(environment: dict[str, str]) -> set[str]:
    """The modules of a process that started the service with these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = kept | {"CINELIBRE_IGNORES_ENV_FILES": "1", "JWT_SECRET_KEY": "a-secret-of-at-least-32-bytes-for-this"}
    ended = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, env=given | environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(next(line for line in ended.stdout.splitlines() if line.startswith("["))))


@pytest.fixture(scope="module")
def supabase() -> dict[str, str]:
    """Settings of a project that does not answer: a start needs no answer."""
    return {"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_KEY": "sb_secret_of_nobody"}


def test_with_supabase_nothing_of_the_other_adapter_is_imported(supabase: dict[str, str]) -> None:
    found = imported(supabase)

    assert found & (NEVER | LATER | OF_REDIS | OF_POSTGRES) == set()
    assert "postgrest" in found


def test_with_a_connection_string_nothing_of_the_other_adapter_is_imported(database_url: str) -> None:
    found = imported({"DATABASE_URL": database_url})

    assert found & (NEVER | LATER | OF_REDIS | OF_TRACES | OF_SUPABASE | OF_REPLICAS) == set()
    assert "psycopg" in found


def test_what_asks_a_replica_is_imported_where_a_setting_names_one(database_url: str) -> None:
    found = imported({"DATABASE_URL": database_url, "DATABASE_READ_URL": "postgresql://nobody@127.0.0.1:9/nothing"})

    assert found > OF_REPLICAS
    assert found & (NEVER | LATER | OF_REDIS | OF_TRACES | OF_SUPABASE) == set()


def test_kafka_is_never_imported_by_the_service(database_url: str) -> None:
    brokers = {"ENABLE_KAFKA": "true", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"}

    assert imported({"DATABASE_URL": database_url} | brokers) & NEVER == set()


def test_another_issuers_keys_are_imported_where_a_setting_names_them(supabase: dict[str, str]) -> None:
    assert imported(supabase | ISSUER) > LATER


def test_redis_is_imported_where_a_setting_names_one(supabase: dict[str, str]) -> None:
    found = imported(supabase | {"REDIS_URL": "redis://127.0.0.1:9"})  # a start needs no answer of it, either

    assert found > OF_REDIS
    assert found & (NEVER | LATER - {"cryptography"}) == set()  # redis looks for it, to check what is revoked


def test_what_sends_traces_is_imported_where_a_setting_names_a_collector(database_url: str) -> None:
    found = imported({"DATABASE_URL": database_url, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})

    assert found > OF_TRACES
    assert found & NEVER == set()


def test_gunicorns_first_process_imports_the_worker_without_the_service() -> None:
    code = "import json, sys, api.http.worker; print(json.dumps(list(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    found = set(json.loads(told.stdout))
    assert found & {"api.app", "api.settings", "fastapi", "pydantic", "starlette"} == set()
    assert "uvicorn_worker" in found
