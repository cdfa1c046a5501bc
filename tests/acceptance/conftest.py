"""Somebody with an account on the demo."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.conftest import client_of, settings_of
from tests.support.readers import rows
from tests.support.servers import Server

Json = dict[str, Any]


@dataclass(frozen=True)
class Viewer:
    """A client that is logged in, the database behind it, and the ids of its films."""

    client: httpx.AsyncClient
    url: str
    films: Mapping[str, int]

    async def asked(self, method: str, path: str, **sent: Any) -> Any:
        """The answer to a request that succeeds."""
        answer = await self.client.request(method, path, **sent)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    async def rate(self, stars: Mapping[str, float]) -> None:
        """Stars for films, the oldest first."""
        for title, given in stars.items():
            await self.asked("POST", "/ratings", json={"item_id": self.films[title], "rating": given})

    async def listed(self) -> list[Json]:
        """The first twenty of the day's list."""
        found = await self.asked("GET", "/recommendations/personalized", params={"limit": 20})
        items: list[Json] = found["items"]
        return items


@pytest.fixture
async def viewer(servers: dict[int, Server], demo_template: str) -> AsyncIterator[Viewer]:
    """Somebody who has just registered."""
    name = servers[18].create_database(demo_template)
    url = servers[18].url_of(name)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=secret))
    films: dict[str, int] = dict(rows(url, "select title, id from cinelibre.items where item_type = 'movie'"))
    async with client_of(app) as client:
        account = {"email": "viewer@example.com", "password": "a long password"}
        token = (await client.post("/auth/register", json=account)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield Viewer(client, url, films)
    servers[18].drop_database(name)
