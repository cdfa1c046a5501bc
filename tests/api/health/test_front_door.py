"""GET / and GET /settings: what a program, a browser and a form need first."""

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from tests.conftest import client_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(("prefix", "location"), [("", "/app/"), ("/api/v1", "/api/v1/app/")])
async def test_a_browser_is_sent_to_the_client_and_a_program_gets_json(
    settings: Settings, prefix: str, location: str
) -> None:
    app = create_app(settings.model_copy(update={"api_prefix": prefix}))
    async with client_of(app) as here:
        browser = await here.get(f"{prefix}/", headers={"Accept": BROWSER})
        program = await here.get(f"{prefix}/", headers={"Accept": "*/*"})

    assert (browser.status_code, browser.headers["location"]) == (307, location)
    assert (program.status_code, program.json()["documentation"]) == (200, f"{prefix}/docs")
    for answer in (browser, program):
        assert "Accept" in answer.headers["vary"].split(", ")


async def test_forms_learn_what_the_service_asks_of_them(settings: Settings) -> None:
    async with client_of(create_app(settings)) as here:
        plain = (await here.get("/settings")).json()
    named = {
        "smtp_url": SecretStr("smtp://mail.example"),
        "password_login": False,
        "site_name": "Club",
        "auth_issuer": "https://auth.example",
        "password_min_length": 12,
        "recommendations_per_request": 10,
    }
    async with client_of(create_app(settings.model_copy(update=named))) as here:
        other = (await here.get("/settings")).json()

    assert plain == {
        "version": "0.1.0",
        "site_name": "CineLibre",
        "password_login": True,
        "registration": True,
        "issuer": None,
        "password_min_length": 8,
        "mail": False,
        "batch_size": 20,
    }
    assert other == {
        "version": "0.1.0",
        "site_name": "Club",
        "password_login": False,
        "registration": False,
        "issuer": "https://auth.example",
        "password_min_length": 12,
        "mail": True,
        "batch_size": 10,
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/register", {"email": "ada@example.com", "password": "correct horse battery"}),
        ("/auth/login", {"email": "ada@example.com", "password": "correct horse battery"}),
        ("/auth/forgot-password", {"email": "ada@example.com"}),
        ("/auth/reset-password", {"email": "ada@example.com", "code": "7K2M", "password": "correct horse battery"}),
    ],
)
async def test_without_password_login_nobody_registers_or_logs_in_here(
    settings: Settings, path: str, body: dict[str, str]
) -> None:
    async with client_of(create_app(settings.model_copy(update={"password_login": False}))) as here:
        refused: httpx.Response = await here.post(path, json=body)

    assert (refused.status_code, refused.json()["error"]) == (403, "password_login_closed")
