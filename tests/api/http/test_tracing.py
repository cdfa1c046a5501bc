"""Traces: what a collector gets of a request, what it never gets, and that nobody waits if it is away."""

import asyncio
import json
import logging
import socket
from typing import Any

import pytest
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.errors import Misconfigured
from api.http import tracing
from api.http.tracing import Tracing
from api.logs import JsonFormatter
from api.settings import Settings
from tests.api.test_app import BrokenDatabase
from tests.conftest import client_of, settings_of
from tests.support.collector import running_collector, told
from tests.support.servers import free_port

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def with_collector(settings: Settings, url: str) -> Settings:
    """The settings, with a collector."""
    return settings.model_copy(update={"otel_exporter_otlp_endpoint": url})


async def test_a_request_is_a_span_with_its_calls_within_and_its_id_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with running_collector() as collector:
        async with client_of(create_app(with_collector(settings, f"{collector.url}/"))) as client:
            lines: list[dict[str, Any]] = []
            handler = logging.Handler()
            handler.emit = lambda record: lines.append(json.loads(JsonFormatter().format(record)))  # type: ignore[method-assign]
            logging.getLogger("api.http.middleware").addHandler(handler)
            caplog.set_level("INFO", "api")
            await client.get("/movies/7?genres=none", headers={"traceparent": PARENT})
            await client.get("/movies?limit=3")
            logging.getLogger("api.http.middleware").removeHandler(handler)

    assert set(collector.paths) == {"/v1/traces"}
    assert collector.services == {"cinelibre"}
    [listed], [found] = collector.named("GET /movies"), collector.named("GET /movies/{movie_id}")
    assert found.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert found.parent_span_id.hex() == "b7ad6b7169203331"
    assert told(listed) == {"http.request.method": "GET", "http.route": "/movies", "http.response.status_code": 200}
    [call] = collector.named("get_items")
    assert (call.parent_span_id, call.trace_id) == (listed.span_id, listed.trace_id)
    assert told(call) == {"db.system.name": "postgresql", "db.stored_procedure.name": "get_items"}
    assert (
        listed.start_time_unix_nano <= call.start_time_unix_nano < call.end_time_unix_nano <= listed.end_time_unix_nano
    )
    assert [line["trace_id"] for line in lines] == [found.trace_id.hex(), listed.trace_id.hex()]


async def test_a_failed_call_is_marked_and_nothing_that_was_asked_is_sent(settings: Settings) -> None:
    with running_collector() as collector:
        async with client_of(create_app(with_collector(settings, collector.url))) as client:
            assert (await client.get("/movies/999")).status_code == 404
            await client.get("/search/suggest?q=secret", headers={"X-Request-ID": "secret"})
            await client.get("/secret")
            await client.request("SECRET", "/movies")

    [call] = collector.named("get_movie")
    assert told(call)["error.type"] == "item_not_found"
    assert call.status.code == 2
    assert len(collector.named("GET unmatched")) == len(collector.named("other /movies")) == 1
    assert b"secret" not in b"".join(span.SerializeToString().lower() for span in collector.spans)


async def test_a_strange_parent_begins_a_trace_of_its_own(settings: Settings) -> None:
    with running_collector() as collector:
        async with client_of(create_app(with_collector(settings, collector.url))) as client:
            for given in (b"00-zz-yy-01", b"\xff" * 500, b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"):
                assert (await client.get("/health/live", headers={b"traceparent": given})).status_code == 200

    spans = collector.named("GET /health/live")
    assert len({span.trace_id for span in spans}) == 3
    assert {span.parent_span_id for span in spans} == {b""}


async def test_without_a_collector_there_is_no_trace(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as client:
        assert app.state.tracing is None
        assert (await client.get("/health/live")).status_code == 200


async def test_a_collector_that_is_away_keeps_nobody_waiting_and_spans_do_not_pile_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "MOST_WAITING", 16)
    monkeypatch.setattr(tracing, "AT_ONCE", 16)
    monkeypatch.setattr(tracing, "EXPORT_SECONDS", 0.2)
    with socket.socket() as silent:  # takes connections and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for url in (f"http://127.0.0.1:{silent.getsockname()[1]}", f"http://127.0.0.1:{free_port()}"):
            app = create_app(with_collector(settings, url))
            async with client_of(app) as client:
                for _ in range(60):
                    assert (await client.get("/health/live")).status_code == 200
                [processor] = app.state.tracing._provider._active_span_processor._span_processors
                assert len(processor._batch_processor._queue) <= 16


async def test_the_answer_to_a_failure_is_as_without_traces(settings: Settings) -> None:
    answers = []
    with running_collector() as collector:
        for given in (settings, with_collector(settings, collector.url)):
            app = create_app(given)
            async with client_of(app) as client:
                broken: Database = BrokenDatabase(RuntimeError("secret"))
                app.state.db = app.state.tracing.of_database(broken) if app.state.tracing else broken
                answer = await client.get("/movies")
                answers.append((answer.status_code, answer.json()["error"]))

    assert answers == [(500, "internal_error")] * 2
    [call] = collector.named("get_items")
    assert "secret" not in str(call)
    assert call.status.code == 2


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(Misconfigured, match=r"pip install -r requirements-otel.txt\."):
        Tracing(settings_of(otel_exporter_otlp_endpoint="http://127.0.0.1:9", jwt_secret_key=SecretStr("x")))


async def test_the_sdks_variables_name_the_service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "films")
    with running_collector() as collector:
        async with client_of(create_app(with_collector(settings, collector.url))) as client:
            await client.get("/health/live")

    assert collector.services == {"films"}


async def test_closing_sends_what_waits(settings: Settings) -> None:
    with running_collector() as collector:
        traced = Tracing(with_collector(settings, collector.url))
        with traced._tracer.start_as_current_span("last"):
            await asyncio.sleep(0)
        await traced.close()

    assert len(collector.named("last")) == 1
