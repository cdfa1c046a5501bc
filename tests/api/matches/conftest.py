"""The service on twenty films that a crowd knows, and people whose tastes agree."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.support.people import write_films
from tests.support.readers import House, a_house, register, rows, write
from tests.support.servers import Server

ALIKE: Mapping[int, float] = {film: 5 if film % 2 else 1 for film in range(1, 9)}


@dataclass(frozen=True)
class Member:
    """Somebody with an account."""

    client: httpx.AsyncClient
    id: int
    person_id: str

    async def get(self, path: str, **asked: Any) -> Any:
        """What a route answers."""
        answer = await self.client.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def say(self, verb: str, other: "Member", **body: Any) -> httpx.Response:
        """The answer to accept, decline, block, unblock or report."""
        return await self.client.post(f"/matches/{other.person_id}/{verb}", json=body or None)

    async def matches(self, **asked: Any) -> list[Any]:
        """Who is a match, by person_id."""
        return [one["person_id"] for one in (await self.get("/matches", **asked))["matches"]]

    async def befriend(self, other: "Member") -> None:
        """Accepts, and is accepted."""
        assert (await self.say("accept", other)).status_code == 200
        assert (await other.say("accept", self)).json()["relation"] == "friends"


class Club:
    """Where people register."""

    def __init__(self, house: House, stack: AsyncExitStack) -> None:
        self.house, self.url, self._stack = house, house.url, stack

    async def join(self, name: str, stars: Mapping[int, float] = ALIKE, *, is_found: bool = True) -> Member:
        """Somebody new, with these stars by film."""
        claims = await register(self.house.app.state.db, name)
        client = await self._stack.enter_async_context(self.house.client(claims))
        [(person_id,)] = rows(self.url, "select person_id::text from cinelibre.users where id = %s", claims.user_id)
        member = Member(client, claims.user_id, person_id)
        if is_found:
            await client.patch("/auth/me", json={"discoverable": True})
        for item_id, rating in stars.items():
            await client.post("/ratings", json={"item_id": item_id, "rating": rating})
        return member


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """One service for the tests of a file."""
    async with a_house(servers[18], is_empty=True) as opened:
        await write_films(opened.app.state.db, opened.url)
        yield opened


@pytest.fixture
async def club(house: House) -> AsyncIterator[Club]:
    """Nobody but the crowd."""
    write(house.url, "delete from cinelibre.users where email is not null")
    async with AsyncExitStack() as stack:
        yield Club(house, stack)


@pytest.fixture
async def ada(club: Club) -> Member:
    """Somebody."""
    return await club.join("ada")


@pytest.fixture
async def bob(club: Club) -> Member:
    """Somebody whose taste is Ada's."""
    return await club.join("bob")
