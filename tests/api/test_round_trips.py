"""Law 1: a route calls one SQL function, in one round trip. The exceptions are named here, each with its reason."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.library.service import PARTS
from api.security.tokens import write_token
from tests.api.admin.calls import ADMINS
from tests.conftest import client_of, settings_of
from tests.support.friends import befriend
from tests.support.servers import Server
from tests.support.tokens import token_of_an_admin

PASSWORD = "correct horse"
SECRET = "a secret of at least thirty-two bytes"
LIBRARY = b"title,year,rating\nLagaan,2001,5\nNowhere,1900,3\n"
FEEDBACK = {"recommendation_id": "{recommendation_id}", "item_id": "{item_id}"}  # of the first item on a list
EVENT = {"interaction_type": "like", "item_id": 3}
CHOICES = {"choices": [{"item_id": 3, "kept": {"rating": 3}}]}
CODE = "AAAAAAAA"
PERSON = "0b6e0f3c-6f0e-4d0f-9a3e-5a4d3c2b1a09"  # a friend's
SESSION = {"items": [{"item_id": 7, "rating": 5}]}

# Method, path, what to send, and the functions that are called, in their order.
CALLS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    # The first reading of a stored list writes down what it says.
    ("GET", "/recommendations/personalized", {}, ["get_recommendations", "keep_told"]),
    ("GET", "/recommendations/personalized", {}, ["get_recommendations"]),
    ("GET", "/recommendations/personalized/ids", {}, ["get_recommendations"]),
    ("GET", "/recommendations/next?recommendation_id={recommendation_id}", {}, ["serve_batch"]),
    ("GET", "/recommendations/{recommendation_id}/why/{item_id}", {}, ["get_receipt"]),
    # A list that is not stored is ranked here, and saved with its receipts.
    ("GET", "/recommendations/personalized?genres=drama", {}, ["get_recommendations", "save_recommendations"]),
    ("POST", "/recommendations/refresh", {}, ["get_recommendations", "save_recommendations"]),
    ("GET", "/recommendations/carousels", {}, ["get_carousels", "save_recommendations"]),
    ("GET", "/recommendations/carousels", {}, ["get_carousels", "keep_told"]),  # the same for ten minutes
    ("GET", "/recommendations/carousels", {}, ["get_carousels"]),
    # What an unkept list goes by is gathered for those that were chosen.
    ("POST", "/recommendations/session", {"json": SESSION}, ["get_session_candidates", "get_session_items"]),
    ("POST", "/groups", {"json": {"name": "Friday"}}, ["make_group"]),
    ("GET", "/groups", {}, ["get_groups"]),
    ("GET", "/groups/{group_id}", {}, ["get_group"]),
    ("POST", "/groups/join", {"json": {"code": CODE}}, ["join_group"]),
    ("POST", "/groups/join/guest", {"json": {"code": CODE, "name": "Grace"}}, ["join_group_as_guest"]),
    # The picks are chosen here, and their items are read; an evening is judged here, and recorded.
    ("POST", "/groups/{group_id}/picks", {}, ["get_group_material", "get_group_items"]),
    ("POST", "/groups/{group_id}/evenings", {"json": {"item_id": 3}}, ["get_group_material", "record_evening"]),
    ("GET", "/groups/{group_id}/evenings", {}, ["get_evenings"]),
    ("DELETE", "/groups/{group_id}/evenings/{evening_id}", {}, ["delete_evening"]),
    ("DELETE", "/groups/{group_id}/members/{member_id}", {}, ["remove_member"]),
    ("PATCH", "/groups/{group_id}", {"json": {"name": "Saturday"}}, ["change_group"]),
    ("POST", "/groups/{group_id}/code", {}, ["change_group"]),
    ("DELETE", "/groups/{group_id}", {}, ["delete_group"]),
    ("GET", "/recommendations/similar/movie/1", {}, ["get_similar_items"]),
    ("GET", "/recommendations/popular", {}, ["get_popular_items"]),
    ("GET", "/recommendations/trending", {}, ["get_trending_items"]),
    ("GET", "/", {}, []),
    ("GET", "/settings", {}, []),
    ("GET", "/health/live", {}, []),
    ("GET", "/health/ready", {}, ["get_readiness"]),
    ("GET", "/health/db", {}, ["get_health"]),
    ("GET", "/health", {}, ["get_health"]),
    ("GET", "/model/info", {}, ["get_models"]),
    ("GET", "/items?ids=1,161", {}, ["get_items_by_id"]),
    ("GET", "/predictions?ids=1,161", {}, ["get_predictions"]),
    ("GET", "/onboarding/next", {}, ["get_questions"]),
    ("GET", "/items/161", {}, ["get_item"]),
    ("GET", "/movies", {}, ["get_items"]),
    ("GET", "/books", {}, ["get_items"]),
    ("GET", "/movies/1", {}, ["get_movie"]),
    ("GET", "/books/161", {}, ["get_book"]),
    ("GET", "/genres", {}, ["get_genres"]),
    ("GET", "/languages", {}, ["get_languages"]),
    ("GET", "/search?q=a+cricket+match", {}, ["search_items"]),
    ("GET", "/search/semantic?q=a+cricket+match", {}, ["match_items"]),
    ("GET", "/search/suggest?q=la", {}, ["search_titles"]),
    ("GET", "/search/history", {}, ["get_search_history"]),
    ("DELETE", "/search/history/{search_id}", {}, ["delete_searches"]),
    ("DELETE", "/search/history", {}, ["delete_searches"]),
    ("GET", "/auth/me", {}, ["get_account"]),
    ("PATCH", "/auth/me", {"json": {"name": "Ada"}}, ["change_account"]),
    ("POST", "/ratings", {"json": {"item_id": 2, "rating": 4}}, ["rate_item"]),
    ("GET", "/ratings/my", {}, ["get_my_ratings"]),
    ("DELETE", "/ratings/{rating_id}", {}, ["delete_rating"]),
    ("POST", "/interactions", {"json": EVENT}, ["record_interactions"]),
    ("POST", "/interactions/batch", {"json": {"events": [EVENT] * 100}}, ["record_interactions"]),
    ("GET", "/interactions/types", {}, ["get_interaction_types"]),
    ("POST", "/events/watch", {"json": {"item_id": 3}}, ["record_interactions"]),
    ("POST", "/events/search", {"json": {"query": "cricket"}}, ["record_interactions"]),
    ("POST", "/events/rating", {"json": {"item_id": 3, "rating": 5}}, ["record_interactions"]),
    ("POST", "/events/favorite", {"json": {"item_id": 3}}, ["record_interactions"]),
    ("GET", "/history", {}, ["get_history"]),
    ("GET", "/watchlist", {}, ["get_marked_items"]),
    ("GET", "/hidden", {}, ["get_marked_items"]),
    ("GET", "/favorites", {}, ["get_marked_items"]),
    ("GET", "/seen", {}, ["get_marked_items"]),
    ("GET", "/watchlist/movie/4", {}, ["get_shelf"]),
    ("PUT", "/watchlist/movie/4", {}, ["mark_item"]),
    ("DELETE", "/watchlist/movie/4", {}, ["mark_item"]),
    ("GET", "/hidden/movie/5", {}, ["get_shelf"]),
    ("PUT", "/hidden/movie/5", {}, ["mark_item"]),
    ("DELETE", "/hidden/movie/5", {}, ["mark_item"]),
    ("GET", "/features/me", {}, ["get_features"]),
    ("POST", "/features/me/refresh", {}, ["save_features"]),
    ("GET", "/features/{user_id}", {}, ["get_features"]),
    ("POST", "/features/{user_id}/refresh", {}, ["save_features"]),
    ("GET", "/me/influences", {}, ["get_influences"]),
    ("PATCH", "/me/influences", {"json": {"kind": "type", "name": "book", "weight": 2}}, ["set_influence"]),
    ("GET", "/insights/me", {}, ["get_insights"]),
    ("GET", "/matches", {}, ["get_matches"]),
    ("GET", "/matches/{person_id}", {}, ["get_match"]),
    ("POST", "/matches/{person_id}/accept", {}, ["change_relation"]),
    ("GET", "/friends", {}, ["get_friends"]),
    ("GET", "/friends/{person_id}/ratings", {}, ["get_friend_ratings"]),
    ("POST", "/matches/{person_id}/report", {"json": {"reason": "Rude."}}, ["report_person"]),
    ("DELETE", "/friends/{person_id}", {}, ["end_friendship"]),
    ("POST", "/matches/{person_id}/decline", {}, ["change_relation"]),
    ("POST", "/matches/{person_id}/block", {}, ["change_relation"]),
    ("GET", "/matches/blocked", {}, ["get_blocked_people"]),
    ("POST", "/matches/{person_id}/unblock", {}, ["change_relation"]),
    ("GET", "/live/state", {}, ["get_live_state"]),
    ("POST", "/live/ticket", {}, ["make_live_ticket"]),
    ("POST", "/feedback", {"json": {**FEEDBACK, "kind": "helpful"}}, ["record_feedback"]),
    # Reasons are made here, of the receipt.
    ("POST", "/feedback", {"json": {**FEEDBACK, "kind": "wrong_reason"}}, ["get_receipt", "record_feedback"]),
    ("GET", "/feedback", {}, ["get_feedback"]),
    ("DELETE", "/feedback/{feedback_id}", {}, ["delete_feedback"]),
    ("GET", "/notes", {}, ["get_notes"]),
    ("GET", "/notes/movie/4", {}, ["get_note"]),
    ("PUT", "/notes/movie/4", {"json": {"note": "Again"}}, ["write_note"]),
    ("DELETE", "/notes/movie/4", {}, ["delete_note"]),
    ("GET", "/reviews/movie/4", {}, ["get_my_review"]),
    ("PUT", "/reviews/movie/4", {"json": {"text": "Again"}}, ["write_review"]),
    ("DELETE", "/reviews/movie/4", {}, ["delete_review"]),
    ("GET", "/movies/1/reviews", {}, ["get_reviews"]),
    ("GET", "/books/161/reviews", {}, ["get_reviews"]),
    # An export is a call a page: the account, and every part of one page.
    ("GET", "/library/export", {}, ["get_library_page"] * (1 + len(PARTS))),
    # An import is a call a batch of 500 rows, after one that knows whether the token still counts.
    ("POST", "/library/import", {"files": {"file": ("mine.csv", LIBRARY)}}, ["get_account", "import_library"]),
    ("POST", "/library/import/choices", {"json": CHOICES}, ["import_choices"]),
    # The hash is read, compared here, and the login recorded.
    ("POST", "/auth/login", {"json": {"email": "a@example.com", "password": PASSWORD}}, ["get_login", "record_login"]),
    (
        "PATCH",
        "/auth/me",
        {"json": {"password": "another horse", "current_password": PASSWORD}},
        ["get_my_login", "change_account"],
    ),
    ("POST", "/auth/register", {"json": {"email": "b@example.com", "password": PASSWORD}}, ["register_user"]),
    ("POST", "/auth/refresh", {}, ["get_account"]),
    ("POST", "/auth/forgot-password", {"json": {"email": "a@example.com"}}, []),  # without SMTP_URL
    ("POST", "/auth/logout", {}, ["end_tokens"]),
]
# Called in nobody's name: there a token costs a call that says whether it still counts.
NOBODYS = {
    "/health/ready", "/health/db", "/health", "/model/info", "/interactions/types", "/auth/login", "/auth/register",
    "/auth/forgot-password", "/groups/join/guest",
}  # fmt: skip
# Deletes whom the others need; needs a code; asks no database; needs another's review; stays open, and tests/api/live/
# counts its calls.
NOT_HERE = {
    ("DELETE", "/auth/me"),
    ("POST", "/auth/reset-password"),
    ("GET", "/metrics"),
    ("POST", "/reviews/{review_id}/report"),
    ("GET", "/live"),
}


class Counting(Database):
    """A database that remembers which functions were called."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.called: list[str] = []

    async def text(self, function: str, /, **args: Any) -> bytes:
        """As the port."""
        self.called.append(function)
        return await self._inner.text(function, **args)


@pytest.fixture(scope="module")
async def counted(
    servers: dict[int, Server], demo_template: str
) -> AsyncIterator[tuple[httpx.AsyncClient, Counting, FastAPI]]:
    """A service on the demo catalogue whose calls are counted, and a client that is logged in."""
    name = servers[18].create_database(demo_template)
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name)), jwt_secret_key=SecretStr(SECRET)))
    async with client_of(app) as client:
        account = {"email": "a@example.com", "password": PASSWORD}
        session = (await client.post("/auth/register", json=account)).json()
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
        counting = Counting(app.state.db)
        app.state.db = counting
        befriend(servers[18].url_of(name), session["user"]["id"], PERSON)
        yield client, counting, app
    servers[18].drop_database(name)


async def test_every_route_makes_the_calls_it_should(
    counted: tuple[httpx.AsyncClient, Counting, FastAPI],
) -> None:
    client, counting, _ = counted
    ids = await ids_for(client, counting)

    for method, path, sent, expected in CALLS:
        counting.called.clear()
        answer = await client.request(method, path.format(**ids), **filled(sent, ids))
        assert answer.is_success, (method, path, answer.text)
        first = ["get_account"] if path in NOBODYS else []
        assert counting.called == [*first, *expected], (method, path)


async def test_every_route_for_admins_makes_the_calls_it_should(
    counted: tuple[httpx.AsyncClient, Counting, FastAPI],
) -> None:
    client, counting, _ = counted
    admin = write_token(await token_of_an_admin(counting), SECRET, timedelta(hours=1))

    for method, path, sent, expected in ADMINS:
        counting.called.clear()
        answer = await client.request(method, path, **sent, headers={"Authorization": f"Bearer {admin}"})
        assert answer.is_success, (method, path, answer.text)
        assert counting.called[: len(expected)] == expected, (method, path)


async def ids_for(client: httpx.AsyncClient, db: Database) -> dict[str, Any]:
    """The ids that the calls need, made by whoever is logged in."""
    rating_id = (await client.post("/ratings", json={"item_id": 9, "rating": 3})).json()["id"]
    made = (await client.get("/recommendations/personalized")).json()
    ids = {"recommendation_id": made["recommendation_id"], "item_id": made["items"][0]["id"], "rating_id": rating_id}
    ids["search_id"] = (await client.post("/events/search", json={"query": "a house"})).json()["id"]
    ids["user_id"] = (await client.get("/auth/me")).json()["id"]
    said = {"recommendation_id": ids["recommendation_id"], "item_id": made["items"][1]["id"], "kind": "helpful"}
    ids["feedback_id"] = (await client.post("/feedback", json=said)).json()["id"]
    return {**ids, "person_id": PERSON, **await a_group(client, db)}


async def a_group(client: httpx.AsyncClient, db: Database) -> dict[str, Any]:
    """The ids of a group of the client's, of a guest in it, and of an evening."""
    me = {"caller_id": (await client.get("/auth/me")).json()["id"], "caller_version": 1}
    group = await db.one("make_group", **me, name="Two", code=CODE, group_limit=9, evening_limit=9)
    joined = {"code": CODE, "name": "Guest", "guest_key_hash": "a hash", "item_ids": [], "ratings": []}
    seen = await db.one("join_group_as_guest", **joined, member_limit=9, evening_limit=9)
    watched = {"item_id": 4, "satisfactions": [], "repeat_hours": 1.0, "evening_limit": 9}
    evening = await db.one("record_evening", **me, group_id=group["group_id"], **watched)
    guest = seen["members"][1]["member_id"]
    return {"group_id": group["group_id"], "member_id": guest, "evening_id": evening["evening_id"]}


async def test_every_route_is_among_them(counted: tuple[httpx.AsyncClient, Counting, FastAPI]) -> None:
    _, _, app = counted
    routes = {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method != "head"
    }
    ids = {"{movie_id}": "1", "{book_id}": "161", "{item_type}": "movie", "{job_name}": "cleanup"}
    ids["{experiment_name}"] = "bolder"

    missing = {
        (method, path)
        for method, path in routes - NOT_HERE
        if not any(method == called and _fits(path, asked, ids) for called, asked, _, _ in [*CALLS, *ADMINS])
    }

    assert missing == set()


def filled(sent: Any, ids: dict[str, Any]) -> Any:
    """What to send, with the ids that are known by now."""
    if isinstance(sent, dict):
        return {name: filled(value, ids) for name, value in sent.items()}
    return ids.get(sent[1:-1], sent) if isinstance(sent, str) else sent


def _fits(path: str, asked: str, ids: dict[str, str]) -> bool:
    parts, given = path.split("/"), asked.partition("?")[0].split("/")
    return len(parts) == len(given) and all(
        part in {value, "{item_id}"} or ids.get(part) == value for part, value in zip(parts, given, strict=True)
    )
