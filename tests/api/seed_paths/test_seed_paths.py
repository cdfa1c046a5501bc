"""Every request that the seed documents print works as it is printed, for who is named in it or for a service."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.__main__ import _at_home
from api.app import create_app
from api.errors import Misconfigured
from api.jobs.accounts import WantedAccount, write_account
from api.settings import Settings, read_settings
from tests.api.auth.accounts import SECRET, Account, an_account, bearer, rows
from tests.conftest import client_of
from tests.support.servers import Server

READER, FILM, OTHER_FILM = 123, 123, 456  # the numbers in the documents
TRACKED = {
    "movie_id": 123,
    "interaction_type": "rate",
    "rating_value": 5,
    "context": {"page": "detail", "source": "recommendation"},
}
WANTED = {"user_id": 123, "force_refresh": False, "include_movie_details": True}
SAID = {"recommendation_id": "", "item_id": 0, "kind": "helpful"}  # of the first item on the reader's list
STARS = {"item_id": 123, "item_type": "movie", "rating": 4.5}


class Printed(NamedTuple):
    """A request, what it sends, and how it is answered."""

    method: str
    path: str
    sent: dict[str, Any] | None = None
    status: int = 200
    names_somebody: bool = False


SEED_000 = [
    Printed("POST", "/api/v1/recommendations/", WANTED, names_somebody=True),
    Printed("GET", "/api/v1/recommendations/{user_id}/next?batch_number=2", names_somebody=True),
    Printed(
        "POST",
        "/api/v1/recommendations/{user_id}/interact",
        {"movie_id": 456, "interaction_type": "LIKE", "rating": 4.5},
        names_somebody=True,
    ),
    Printed("GET", "/api/v1/recommendations/{user_id}/matches?limit=10", names_somebody=True),
    Printed("GET", "/api/v1/health/"),
    Printed("GET", "/api/v1/health/db"),
    Printed("GET", "/api/v1/docs"),
    Printed("GET", "/api/v1/redoc", None, 307),
]
SEED_001 = [Printed("GET", "/docs")]
SEED_002 = [
    Printed("POST", "/api/v1/events/watch", {"item_id": 1}),
    Printed("POST", "/api/v1/events/search", {"query": "cricket"}),
    Printed("POST", "/api/v1/events/rating", {"item_id": 1, "rating": 4}),
    Printed("POST", "/api/v1/events/favorite", {"item_id": 1}),
    Printed("GET", "/api/v1/recommend/{user_id}", names_somebody=True),
    Printed("GET", "/api/v1/features/{user_id}", names_somebody=True),
    Printed("POST", "/api/v1/features/{user_id}/refresh", names_somebody=True),
    Printed("POST", "/api/v1/feedback", SAID),
    Printed("GET", "/api/v1/health"),
    Printed("GET", "/api/v1/health/live"),
    Printed("GET", "/api/v1/health/ready"),
    Printed("GET", "/model/info"),
    Printed("POST", "/model/reload", None, 403),
]
SEED_003 = [
    Printed(
        "POST", "/auth/register", {"email": "user@example.com", "password": "password123", "name": "John Doe"}, 201
    ),
    Printed("POST", "/auth/login", {"email": "user@example.com", "password": "password123"}),
    Printed("GET", "/auth/me"),
    Printed("POST", "/ratings", STARS),
    Printed("GET", "/ratings/my?item_type=movie"),
    Printed("DELETE", "/ratings/{rating_id}"),
    Printed("GET", "/recommendations/personalized?limit=20"),
    Printed("GET", "/recommendations/similar/movie/123?limit=12"),
    Printed("GET", "/recommendations/popular?limit=20"),
    Printed("GET", "/search/semantic?q=space%20adventure&type=movie&limit=12"),
    Printed("GET", "/movies/{movie_id}"),
    Printed("GET", "/movies?skip=0&limit=20"),
    Printed("GET", "/books/{book_id}"),
    Printed("GET", "/"),
    Printed("POST", "/auth/register", {"email": "test@example.com", "password": "test123", "name": "Test User"}, 201),
    Printed("GET", "/search/semantic?q=action%20thriller&type=movie&limit=5"),
    Printed("POST", "/ratings", {"item_id": 1, "item_type": "movie", "rating": 4.5}),
    Printed("GET", "/recommendations/personalized"),
]
SEED_004 = [
    Printed("POST", "/api/track/", TRACKED),
    Printed("GET", "/api/realtime-recommendations/?limit=10&use_cache=false"),
    Printed("GET", "/api/realtime-recommendations/"),
    Printed("GET", "/api/dynamic-carousels/?max_genres=3"),
    Printed("GET", "/api/dynamic-carousels/"),
    Printed("GET", "/api/user-insights/"),
    Printed("POST", "/api/refresh/"),
]
ALL = [*SEED_000, *SEED_001, *SEED_002, *SEED_003, *SEED_004]
NAMING = [printed for printed in ALL if printed.names_somebody]


@pytest.fixture(scope="module")
def address(servers: dict[int, Server], demo_template: str) -> Iterator[str]:
    """The address of the demo's catalogue and more films, where the next reader has the documents' number."""
    name = servers[18].create_database(demo_template)
    url = servers[18].url_of(name)
    rows(url, "delete from cinelibre.users where id >= %s", READER)
    rows(url, "alter table cinelibre.users alter column id restart with 123")
    rows(
        url,
        "insert into cinelibre.items (id, item_type, title) overriding system value values (456, 'movie', 'Another')",
    )
    yield url
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
def app(address: str) -> FastAPI:
    """The service as it runs on a laptop, with the one setting."""
    settings = read_settings(
        database_url=SecretStr(address),
        jwt_secret_key=SecretStr(SECRET),
        seed_paths=True,
        address_attempts_per_minute=1000,
    )
    return create_app(_at_home(settings))


@pytest.fixture(scope="module")
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with client_of(app) as opened:
        yield opened


@pytest.fixture(scope="module")
async def reader(here: httpx.AsyncClient) -> Account:
    """The reader whom the documents name."""
    account = await an_account(here)
    assert account.id == READER
    return account


async def send(
    here: httpx.AsyncClient, printed: Printed, headers: dict[str, str], rating_id: int = 0
) -> httpx.Response:
    """Sends a request as it is printed."""
    path, sent = printed.path.format(user_id=READER, rating_id=rating_id, movie_id=FILM, book_id=161), printed.sent
    if sent is SAID and headers:
        made = (await here.get("/recommendations/personalized", headers=headers)).json()
        sent = {**SAID, "recommendation_id": made["recommendation_id"], "item_id": made["items"][0]["id"]}
    return await here.request(printed.method, path, json=sent, headers=headers)


async def test_every_printed_request_works_as_it_is_printed(here: httpx.AsyncClient, reader: Account) -> None:
    told, rating_id = [], 0
    for printed in ALL:
        answer = await send(here, printed, reader.bearer, rating_id)
        told.append((printed.method, printed.path, answer.status_code))
        if printed.sent == STARS:
            rating_id = answer.json()["id"]

    assert told == [(printed.method, printed.path, printed.status) for printed in ALL]


@pytest.mark.parametrize("printed", NAMING, ids=lambda printed: printed.path)
async def test_nobody_names_another(here: httpx.AsyncClient, reader: Account, address: str, printed: Printed) -> None:
    other = await an_account(here)
    before = rows(address, "select count(*) from cinelibre.interactions where user_id = %s", READER)

    answers = [await send(here, printed, headers) for headers in ({}, bearer("x"), other.bearer)]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [
        (401, "token_missing"),
        (401, "token_invalid"),
        (403, "not_a_service"),
    ]
    assert rows(address, "select count(*) from cinelibre.interactions where user_id = %s", READER) == before


async def test_a_service_names_anybody_and_each_time_is_written_down(
    app: FastAPI, here: httpx.AsyncClient, reader: Account, address: str
) -> None:
    said = await write_account(
        app.state.db, app.state.settings, WantedAccount("s@example.com", "service", token_days=1)
    )
    headers = bearer(said.split("\n")[1])

    answers = [await send(here, printed, headers) for printed in NAMING]

    assert [answer.status_code for answer in answers] == [printed.status for printed in NAMING]
    written = rows(address, "select user_id, action from cinelibre.audit_events order by id")
    assert written == [(READER, f"{printed.method} {printed.path.partition('?')[0]}") for printed in NAMING]


async def test_without_a_token_nothing_of_anybodys_own_is_answered(here: httpx.AsyncClient, reader: Account) -> None:
    own = [printed for printed in (*SEED_002[:4], *SEED_004) if printed.status == 200]

    answers = [await send(here, printed, {}) for printed in own]

    assert {(answer.status_code, answer.json()["error"]) for answer in answers} == {(401, "token_missing")}


async def test_a_like_with_stars_is_both(here: httpx.AsyncClient, address: str) -> None:
    ada, friend = await an_account(here), await an_account(here)
    before = rows(address, "select item_id, rating from cinelibre.ratings where user_id = %s", friend.id)
    given = {"movie_id": 456, "interaction_type": "LIKE", "rating": 4.5}

    answer = await here.post(f"/api/v1/recommendations/{ada.id}/interact", json=given, headers=ada.bearer)

    kept = "select interaction_type, item_id from cinelibre.interactions where user_id = %s order by id"
    assert answer.json()["recorded"] is True
    assert rows(address, kept, ada.id) == [("like", 456), ("rate", 456)]
    stars = "select item_id, rating, source from cinelibre.ratings where user_id = %s"
    assert rows(address, stars, ada.id) == [(456, 4.5, "rating")]
    assert rows(address, "select item_id, rating from cinelibre.ratings where user_id = %s", friend.id) == before


async def test_batches_follow_one_another_without_a_repetition(here: httpx.AsyncClient, reader: Account) -> None:
    first = (await here.post("/api/v1/recommendations/", json=WANTED, headers=reader.bearer)).json()
    second = (await here.get(f"/api/v1/recommendations/{READER}/next?batch_number=2", headers=reader.bearer)).json()
    bare = (
        await here.post(
            "/api/v1/recommendations/", json={**WANTED, "include_movie_details": False}, headers=reader.bearer
        )
    ).json()

    shown = [item["id"] for item in (*first["items"], *second["items"])]
    assert (len(first["items"]), len(second["items"]), len(set(shown))) == (20, 20, 40)
    assert {item["item_type"] for item in first["items"]} == {"movie"}
    assert bare["items"] == [{"id": item["id"], "score": item["score"]} for item in first["items"]]


async def test_answers_have_the_envelope_that_is_printed(here: httpx.AsyncClient, reader: Account) -> None:
    tracked, listed, _, carousels, *_ = [(await send(here, one, reader.bearer)).json() for one in SEED_004]

    assert (tracked["success"], tracked["recorded"]) == (True, True)
    assert (listed["success"], listed["count"], len(listed["recommendations"])) == (True, 10, 10)
    assert (carousels["success"], len(carousels["carousels"]) >= 3) == (True, True)
    for row in carousels["carousels"]:
        assert set(row) == {"title", "subtitle", "movies"}
        assert {movie["item_type"] for movie in row["movies"]} == {"movie"}


async def test_without_the_setting_there_are_none(settings: Settings) -> None:
    async with client_of(create_app(settings)) as here:
        answers = {
            printed.path: (await send(here, printed, {})).status_code
            for printed in ALL
            if printed.path.startswith("/api/")
        }

    assert set(answers.values()) == {404}


def test_a_prefix_beside_it_is_refused_at_the_start() -> None:
    with pytest.raises(Misconfigured) as refusal:
        read_settings(seed_paths=True, api_prefix="/api/v1")

    assert refusal.value.detail == "SEED_PATHS serves /api/v1 beside /: leave API_PREFIX empty."
