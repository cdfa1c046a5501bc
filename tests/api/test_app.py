"""What every request meets: errors of one shape, ids, prefix, CORS, documentation, one log line."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api import errors
from api.app import create_app
from api.db import Database
from api.http.documentation import POLICY
from api.logs import JsonFormatter
from api.settings import Settings
from tests.conftest import client_of


class BrokenDatabase(Database):
    """Raises whatever it is given."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def text(self, function: str, /, **args: Any) -> bytes:
        """See `Database.text`."""
        raise self._error


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on an empty catalogue."""
    async with client_of(create_app(settings)) as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_root_says_who_answers(here: httpx.AsyncClient, method: str) -> None:
    answer = await here.request(method, "/")

    assert answer.status_code == 200
    if method == "GET":
        assert answer.json() == {"name": "CineLibre", "version": "0.1.0", "status": "ok", "documentation": "/docs"}


async def test_an_unknown_address_is_a_404_of_the_one_shape(here: httpx.AsyncClient) -> None:
    answer = await here.get("/nowhere")

    assert answer.status_code == 404
    assert answer.json() == {
        "error": "not_found",
        "detail": "There is nothing at /nowhere: see /docs.",
        "request_id": answer.headers["x-request-id"],
    }


@pytest.mark.parametrize("path", ["/movies/", "/health/live/", "/movies/1/"])
async def test_a_slash_at_the_end_is_a_404_that_says_so_and_leads_nowhere(here: httpx.AsyncClient, path: str) -> None:
    answer = await here.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert answer.json()["detail"] == f"There is nothing at {path}: leave out the slash at its end."


async def test_an_address_is_not_repeated_at_any_length_nor_read_from_the_host(here: httpx.AsyncClient) -> None:
    answer = await here.get("/" + "a" * 500, headers={"Host": "evil.example/?"})

    assert answer.json()["detail"] == f"There is nothing at /{'a' * 199}: see /docs."


async def test_a_wrong_method_is_a_405_that_says_which_are_right(here: httpx.AsyncClient) -> None:
    answer = await here.post("/movies")

    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, OPTIONS"


@pytest.mark.parametrize("given", ["abc-123", "A.b_c"])
async def test_a_request_id_that_is_given_is_kept(here: httpx.AsyncClient, given: str) -> None:
    answer = await here.get("/nowhere", headers={"X-Request-ID": given})

    assert answer.headers["x-request-id"] == given
    assert answer.json()["request_id"] == given


@pytest.mark.parametrize("given", ["", "a b", 'x"}', "a" * 65, "é"])
async def test_a_request_id_that_could_forge_a_log_line_is_replaced(here: httpx.AsyncClient, given: str) -> None:
    answer = await here.get("/", headers={b"X-Request-ID": given.encode("latin-1")})

    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (errors.Unavailable(), 503, "2"),
        (errors.TooManyRequests(), 429, "30"),
        (errors.SchemaOutdated(), 503, "60"),
        (errors.Gone(), 410, None),
        (errors.DatabaseFailed(), 500, None),
        (RuntimeError("secret detail"), 500, None),
    ],
)
async def test_every_failure_has_the_one_shape_and_hides_its_inside(
    settings: Settings, error: Exception, status: int, retry_after: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.db = BrokenDatabase(error)

        answer = await here.get("/movies")

    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail", "request_id"}
    assert answer.headers.get("retry-after") == retry_after
    assert "secret" not in answer.text
    assert ("secret detail" in caplog.text) is isinstance(error, RuntimeError)


async def test_a_prefix_moves_every_route_and_the_documentation(settings: Settings) -> None:
    moved = settings.model_copy(update={"api_prefix": "/api/v1"})
    async with client_of(create_app(moved)) as here:
        assert (await here.get("/api/v1/movies")).status_code == 200
        assert (await here.get("/api/v1")).status_code == 200
        assert (await here.get("/api/v1/")).json()["documentation"] == "/api/v1/docs"
        assert (await here.get("/api/v1/health/live")).status_code == 200
        assert "/api/v1/openapi.json" in (await here.get("/api/v1/docs")).text
        described = (await here.get("/api/v1/openapi.json")).json()
        outside = await here.get("/movies")

    assert described["servers"] == [{"url": "/api/v1"}]
    assert (outside.status_code, outside.json()["error"]) == (404, "not_found")
    assert "/api/v1" in outside.json()["detail"]


STRICT = "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("method", "path", "policy"),
    [
        ("GET", "/", STRICT),
        ("GET", "/movies", STRICT),
        ("GET", "/nowhere", STRICT),
        ("POST", "/movies", STRICT),
        ("POST", "/auth/login", STRICT),
        ("GET", "/metrics", STRICT),
        ("OPTIONS", "/movies", STRICT),
        ("GET", "/docs", POLICY),
    ],
)
async def test_every_answer_says_what_browsers_may_do_with_it(
    settings: Settings, method: str, path: str, policy: str
) -> None:
    named = settings.model_copy(update={"cors_origins": "https://club.example"})
    preflight = {"Origin": "https://club.example", "Access-Control-Request-Method": "GET"}
    async with client_of(create_app(named)) as here:
        answer = await here.request(method, path, headers=preflight)

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"] == policy
    assert "strict-transport-security" not in answer.headers


async def test_a_failure_says_it_too(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.db = BrokenDatabase(RuntimeError())

        answer = await here.get("/movies")

    assert (answer.status_code, answer.headers["content-security-policy"]) == (500, STRICT)


@pytest.mark.parametrize(
    ("proxies", "scheme", "is_promised"),
    [("*", "https", True), ("*", "http", False), ("10.0.0.0/8", "https", False), ("", "https", False)],
)
async def test_browsers_are_held_to_https_only_where_it_is_known_to_be_spoken(
    settings: Settings, proxies: str, scheme: str, is_promised: bool
) -> None:
    trusting = settings.model_copy(update={"trusted_proxies": proxies})
    async with client_of(create_app(trusting)) as here:
        answer = await here.get("/movies", headers={"X-Forwarded-Proto": scheme, "X-Forwarded-For": "1.2.3.4"})

    assert ("strict-transport-security" in answer.headers) is is_promised


async def test_browsers_of_named_origins_may_call_with_credentials(settings: Settings) -> None:
    named = settings.model_copy(update={"cors_origins": "https://club.example, http://localhost:5173/"})
    preflight = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    async with client_of(create_app(named)) as here:
        friend = await here.get("/", headers={"Origin": "http://localhost:5173"})
        asked = await here.options("/movies", headers={"Origin": "https://club.example", **preflight})
        stranger = await here.get("/", headers={"Origin": "https://evil.example"})

    assert friend.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert friend.headers["access-control-allow-credentials"] == "true"
    assert asked.status_code == 200
    assert "access-control-allow-origin" not in stranger.headers


async def test_a_star_never_comes_with_credentials(settings: Settings) -> None:
    async with client_of(create_app(settings.model_copy(update={"cors_origins": "*"}))) as here:
        answer = await here.get("/", headers={"Origin": "https://any.example", "Cookie": "a=b"})

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


async def test_without_the_setting_no_browser_elsewhere_may_call(here: httpx.AsyncClient) -> None:
    answer = await here.get("/", headers={"Origin": "https://any.example"})

    assert "access-control-allow-origin" not in answer.headers


async def test_the_documentation_says_what_each_route_is_for(here: httpx.AsyncClient) -> None:
    described = (await here.get("/openapi.json")).json()

    assert (await here.get("/docs")).status_code == 200
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["tags"], path
            assert operation["summary"], path
            assert operation["description"], (method, path)
            assert {"4XX", "5XX"} < set(operation["responses"]), path
            assert {"200", "201"} & set(operation["responses"]), path


async def test_one_line_is_logged_for_a_request_and_it_is_json(
    here: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    formatter = JsonFormatter()
    with caplog.at_level(logging.INFO, logger="api"):
        await here.get("/movies/7?token=secret", headers={"X-Request-ID": "abc"})

    [line] = [json.loads(formatter.format(record)) for record in caplog.records if record.name == "api.http.middleware"]
    assert (line["event"], line["status"], line["route"], line["path"]) == (
        "request",
        422,
        "/movies/{movie_id}",
        "/movies/7",
    )
    assert line["ms"] > 0
    assert "secret" not in json.dumps(line)


def test_a_log_line_stays_one_line_whatever_it_holds() -> None:
    record = logging.makeLogRecord({"msg": "an\nevent", "fields": {"title": "ж\n\u2028", "path": object()}})

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["event"] == "an\nevent"


async def test_metrics_need_their_token_and_count_requests(settings: Settings) -> None:
    with_token = settings.model_copy(update={"metrics_token": SecretStr("for-prometheus")})
    async with client_of(create_app(with_token)) as here:
        await here.get("/movies")
        closed = await here.get("/metrics")
        wrong = await here.get("/metrics", headers={"Authorization": "Bearer nope"})
        answer = await here.get("/metrics", headers={"Authorization": "Bearer for-prometheus"})

    assert (closed.status_code, wrong.status_code) == (401, 401)
    assert 'cinelibre_requests_total{method="GET",route="/movies",status="200"} 1.0' in answer.text


async def test_nobody_can_add_labels_to_the_metrics(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with_token = settings.model_copy(update={"metrics_token": SecretStr("for-prometheus")})
    token = {"Authorization": "Bearer for-prometheus"}
    async with client_of(create_app(with_token)) as here:
        for method in ("BREW", "CONNECT", "TRACE", "M" * 60_000):
            await here.request(method, "/movies/")
            await here.request(method, "/movies")
        await here.get("/" + "x" * 10_000)
        answer = await here.get("/metrics", headers=token)

    counted = [line for line in answer.text.splitlines() if line.startswith("cinelibre_requests_total")]
    assert counted == [
        'cinelibre_requests_total{method="other",route="unmatched",status="404"} 4.0',
        'cinelibre_requests_total{method="other",route="/movies",status="405"} 4.0',
        'cinelibre_requests_total{method="GET",route="unmatched",status="404"} 1.0',
    ]
    assert all(len(str(record.__dict__.get("fields"))) < 500 for record in caplog.records)


async def test_without_a_token_set_metrics_are_closed(here: httpx.AsyncClient) -> None:
    assert (await here.get("/metrics", headers={"Authorization": "Bearer "})).status_code == 401
