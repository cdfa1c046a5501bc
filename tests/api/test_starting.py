"""What the service reads and requires when it starts."""

from typing import Any

import pytest
from pydantic import SecretStr

from api import errors
from api.app import create_app
from api.settings import Settings
from tests.conftest import client_of, settings_of
from tests.support.waiting import until


def test_making_the_application_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "not a port")

    assert create_app().title == "CineLibre"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "SUPABASE_URL"),
        ({"DATABASE_URL": "postgresql://x/y"}, "JWT_SECRET_KEY"),
        ({"DATABASE_URL": "postgresql://x/y", "JWT_SECRET_KEY": "short"}, "32 bytes"),
        ({"SUPABASE_URL": "https://a.example"}, "SUPABASE_KEY"),
        ({"SUPABASE_URL": "a.example", "SUPABASE_KEY": "k"}, "SUPABASE_URL"),
        ({"DATABASE_URL": "postgresql://x/y", "PORT": "70000"}, "PORT"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"API_PREFIX": "api/"}, "API_PREFIX"),
    ],
)
async def test_production_refuses_to_start_with_a_sentence(
    environment: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(errors.Misconfigured, match=words) as refusal:
        async with client_of(create_app()):
            pass

    assert environment.get("JWT_SECRET_KEY", "no secret") not in refusal.value.detail


def test_settings_given_in_the_environment_come_before_the_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nLOG_LEVEL=warning\nSUPABASE_URL=\n")
    monkeypatch.setenv("PORT", "9002")
    monkeypatch.delenv("LOG_LEVEL", raising=False)

    found = Settings(_env_file=tmp_path / ".env")  # type: ignore[call-arg]

    assert (found.port, found.log_level, found.supabase_url) == (9002, "WARNING", None)


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "hunter2" not in repr(settings_of(supabase_key=SecretStr("hunter2")))


async def test_the_model_is_loaded_ahead_where_a_setting_asks_for_it(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"warm_up": True}))
    async with client_of(app) as here:
        await until(lambda: bool(app.state.embedder.is_loaded))
        assert (await here.get("/model/info")).json()["is_loaded"]
