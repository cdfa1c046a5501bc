"""Pages of other origins: which may call, and what a refused one is told."""

import httpx
import pytest

from api.__main__ import _at_home
from api.app import create_app
from api.settings import Settings, read_settings
from tests.conftest import client_of

CLUB = "https://club.example"
PREFLIGHT = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,content-type"}


async def preflight(settings: Settings, origins: str, **headers: str) -> httpx.Response:
    """What a browser gets that asks whether a page may call."""
    async with client_of(create_app(settings.model_copy(update={"cors_origins": origins}))) as here:
        return await here.options("/auth/me", headers={**PREFLIGHT, **headers})


@pytest.mark.parametrize("origins", ["", CLUB])
async def test_a_refused_page_is_told_which_setting_names_origins(settings: Settings, origins: str) -> None:
    refused = await preflight(settings, origins, Origin="https://other.example")

    assert (refused.status_code, refused.json()["error"]) == (403, "preflight_refused")
    assert refused.json()["detail"] == (
        "Pages of https://other.example may not call: the operator can name this origin in CORS_ORIGINS."
    )
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    assert "access-control-allow-origin" not in refused.headers


async def test_a_named_page_may_send_a_token(settings: Settings) -> None:
    allowed = await preflight(settings, CLUB, Origin=CLUB)

    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, CLUB)
    assert "PATCH" in allowed.headers["access-control-allow-methods"]


async def test_a_named_page_with_an_odd_header_is_told_the_others(settings: Settings) -> None:
    refused = await preflight(settings, CLUB, Origin=CLUB, **{"Access-Control-Request-Headers": "x-odd"})

    assert (refused.status_code, refused.json()["error"]) == (403, "preflight_refused")
    assert "Authorization, Content-Type, X-Guest-Key, X-Incognito, X-Request-ID" in refused.json()["detail"]
    assert refused.headers["access-control-allow-origin"] == CLUB


async def test_caches_keep_the_answers_of_origins_apart_even_from_those_without_one(settings: Settings) -> None:
    async with client_of(create_app(settings.model_copy(update={"cors_origins": CLUB}))) as here:
        without = await here.get("/genres")
        stranger = await here.get("/genres", headers={"Origin": "https://other.example"})

    assert "Origin" in without.headers["vary"]
    assert "Origin" in stranger.headers["vary"]


def test_on_a_laptop_the_servers_of_front_end_developers_may_call_unless_others_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CORS_ORIGINS", raising=False)

    assert _at_home(read_settings()).allowed_origins == [
        *("http://localhost:5173", "http://localhost:3000", "http://localhost:8080"),
        *("http://127.0.0.1:5173", "http://127.0.0.1:3000", "http://127.0.0.1:8080"),
    ]
    assert _at_home(read_settings(cors_origins=CLUB)).allowed_origins == [CLUB]
