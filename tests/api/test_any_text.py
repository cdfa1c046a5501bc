"""No character and no length of a text brings a 500: samples of every Unicode block, wherever a route takes text."""

import unicodedata
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest

from api.app import create_app
from api.main import app as documented
from tests.api.auth.accounts import an_account, generous
from tests.conftest import client_of
from tests.support.servers import Server

HERE = "the text"  # stands for it in an address and in a body
EVENT_PATHS = ("/interactions", "/events/search", "/events/watch", "/events/rating", "/events/favorite")
A_GROUP = "00000000-0000-4000-8000-000000000000"
BLOCK = 16  # code points: every Unicode block begins and ends at a multiple of it
# Kinds of hundreds of characters that are treated alike. Their blocks begin at multiples of 256.
ALIKE = ("CJK UNIFIED IDEOGRAPH", "HANGUL SYLLABLE", "Lo", "Cn", "Co")  # Lo without a name: Tangut ideographs


class Place(NamedTuple):
    """Where a route takes text: `body` and `params` with HERE in them, and the most characters it takes."""

    method: str
    path: str
    params: dict[str, Any] = {}
    body: Any = None
    longest: int = 100


SOMEBODY = "00000000-0000-4000-8000-000000000000"
# Bodies cannot be made of their schemas alone.
BODIES = [
    *[Place("PATCH", "/auth/me", body={name: HERE}) for name in ("name", "timezone")],
    *[Place("PATCH", "/auth/me", body={"password": "x", "current_password": "x", name: HERE}, longest=1000)
      for name in ("password", "current_password")],
    *[Place("POST", "/auth/register", body={"email": "", "password": "correct horse", name: HERE})
      for name in ("name", "timezone", "email", "password")],
    Place("POST", "/auth/forgot-password", body={"email": HERE}),
    Place("DELETE", "/auth/me", body={"password": HERE}, longest=1000),
    *[Place("POST", "/auth/reset-password", body={"email": "a@example.com", "code": "x", "password": "x", name: HERE})
      for name in ("email", "code", "password")],
    *[Place("POST", "/auth/login", body={"email": "a@example.com", "password": "x", name: HERE}, longest=1000)
      for name in ("email", "password")],
    *[Place("POST", path, body={"interaction_type": "search", "query": "x", "item_id": 1, "rating": 3, name: HERE},
            longest=100)
      for path in EVENT_PATHS
      for name in ("occurred_at", "idempotency_key", "query", "interaction_type", "context")],
    *[Place("POST", "/interactions/batch", body={"events": [{"interaction_type": "search", name: HERE}]})
      for name in ("interaction_type", "occurred_at", "idempotency_key", "query")],
    Place("POST", "/recommendations/session", body={"items": [{"item_id": 1, "rating": HERE}]}),
    Place("POST", "/groups", body={"name": HERE}, longest=60),
    Place("PATCH", "/groups/{group_id}", body={"name": HERE}, longest=60),
    Place("POST", "/groups/join", body={"code": HERE}, longest=40),
    *[Place("POST", "/groups/join/guest", body={"code": "x", "name": "x", name: HERE}, longest=40)
      for name in ("code", "name")],
    Place("PATCH", "/me/influences", body={"kind": "genre", "weight": 1, "name": HERE}),
    *[Place("POST", "/feedback", body={"recommendation_id": SOMEBODY, "item_id": 1, "kind": "wrong_reason", name: HERE})
      for name in ("recommendation_id", "reason_key", "comment")],
    Place("PUT", "/notes/movie/1", body={"note": HERE}, longest=1000),
    Place("PUT", "/reviews/movie/1", body={"text": HERE}, longest=1000),
    Place("POST", "/reviews/1/report", body={"reason": HERE}, longest=500),
    Place("POST", "/admin/readers", body={"email": HERE}),
    *[Place("POST", "/admin/experiments", body={"name": "x", "variants": [{"name": "a"}, {"name": "b"}], name: HERE})
      for name in ("name", "salt", "starts", "ends")],
    Place("POST", "/admin/experiments", body={"name": "x", "variants": [{"name": "a"}, {"name": HERE}]}),
    Place("POST", "/admin/experiments",
          body={"name": "x", "variants": [{"name": "a"}, {"name": "b", "settings": {"recommender": HERE}}]}),
    Place("POST", "/admin/experiments/x/stop", body={"reason": HERE}, longest=500),
    Place("POST", f"/matches/{SOMEBODY}/report", body={"reason": HERE}, longest=500),
]  # fmt: skip
PATHS = {"/notes/movie/1": "/notes/{item_type}/{item_id}", "/reviews/movie/1": "/reviews/{item_type}/{item_id}"}
PATHS |= {"/reviews/1/report": "/reviews/{review_id}/report"}
PATHS |= {"/admin/experiments/x/stop": "/admin/experiments/{experiment_name}/stop"}
PATHS |= {f"/matches/{SOMEBODY}/report": "/matches/{person_id}/report"}


def strings(schema: dict[str, Any], name: str) -> Iterator[str]:
    """The names of the strings in a schema that are of no closed set."""
    while "$ref" in schema:
        schema = documented.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in [part for kind in ("anyOf", "allOf", "oneOf") for part in schema.get(kind, [])]:
        yield from strings(part, name)
    if schema.get("type") == "string" and "enum" not in schema and "const" not in schema:
        yield name
    if "items" in schema:
        yield from strings(schema["items"], name)
    for each, inner in schema.get("properties", {}).items():
        yield from strings(inner, each)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every method, path and description of the service's document."""
    for path, methods in documented.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def addresses() -> list[Place]:
    """Every parameter of an address that takes a text, whether of a closed set or not."""
    found = []
    for method, path, operation in operations():
        valid = {"q": "robots"} if any(each["name"] == "q" for each in operation.get("parameters", [])) else {}
        body: Any = {"items": []} if path.endswith("/session") else None
        for each in operation.get("parameters", []):
            if each["in"] == "path":
                here = path.replace(f"{{{each['name']}}}", HERE)
                found.append(Place(method, here, valid, body))
            elif any(strings(each["schema"], each["name"])):
                params = {**valid, each["name"]: HERE}
                found.append(Place(method, path, params, body, 800))
    return found


PLACES = [*addresses(), *BODIES]


def kind(point: int) -> str:
    """The name of a code point's character, or its category if it has no name."""
    return unicodedata.name(chr(point), unicodedata.category(chr(point)))


def sample() -> list[str]:
    """A character of every 16 code points of the first two planes, and of every 2,048 of the others; 32 a text.

    Of ideographs, syllables of Hangul and code points without a character it is one of every 256.
    """
    points = [start + 5 * (start // BLOCK) % BLOCK for start in range(0, 0x20000, BLOCK)]
    points = [point for point in points if point % 256 < BLOCK or not kind(point).startswith(ALIKE)]
    points += range(0x20000, 0x110000, 0x800)
    letters = [chr(point) for point in points if point and not 0xD800 <= point < 0xE000]
    return ["".join(letters[start : start + 32]) for start in range(0, len(letters), 32)]


def filled(part: Any, text: str) -> Any:
    """A body, a parameter or an address with the text in it."""
    if isinstance(part, dict):
        return {name: filled(value, text) for name, value in part.items()}
    if isinstance(part, list):
        return [filled(value, text) for value in part]
    return text if part == HERE else part


@pytest.fixture(scope="module")
def address(servers: dict[int, Server], demo_template: str) -> Iterator[str]:
    """The demo catalogue, to be written to."""
    name = servers[18].create_database(demo_template)
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
async def here(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an account."""
    async with client_of(create_app(generous(address))) as opened:
        opened.headers.update((await an_account(opened)).bearer)
        yield opened


async def failures(here: httpx.AsyncClient, place: Place, texts: list[str]) -> list[tuple[str, str]]:
    """The texts that a route answers with 500 or worse."""
    found = []
    for text in texts:
        path = place.path.replace(HERE, quote(text, safe="")).replace("{group_id}", A_GROUP)
        answer = await here.request(
            place.method, path, params=filled(place.params, text), json=filled(place.body, text)
        )
        if answer.status_code >= 500:
            found.append((ascii(text), answer.text))
    return found


def texts_for(place: Place) -> list[str]:
    """The whole sample; where words are looked for letters apart from other characters, and each a word."""
    if place.params.get("q") == HERE:
        parted = [[c for c in text if c.isalnum() is is_letter] for text in sample() for is_letter in (True, False)]
        return [" ".join(letters) for letters in parted if letters]
    joined = "".join(sample())
    if place.longest == 800:  # twenty names
        joined = ",".join(joined[start : start + 40] for start in range(0, len(joined), 40))
    packed = [joined[start : start + place.longest] for start in range(0, len(joined), place.longest)]
    return packed[::9] if HERE in place.path else packed


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.method} {place.path} {place.params or place.body}")
async def test_no_block_of_unicode_brings_a_500(here: httpx.AsyncClient, place: Place) -> None:
    assert await failures(here, place, texts_for(place)) == []


@pytest.mark.parametrize("path", ["/search", "/search/suggest", "/search/semantic"])
async def test_no_question_brings_a_500(here: httpx.AsyncClient, path: str) -> None:
    questions = [
        *("।", "॥", "the ।", "robots ।", "। ॥ matrix", "not ।", "films like ।", "robots without ।", "best । movies"),
        *("a" * 1000, "क" * 682, "क" * 683, "क" * 1000, f"not {'क' * 900}", f"films like {'क' * 900}", "x " * 499),
        *(
            f"spirited {'क' * 900}",
            f"funny movies {'क' * 900}",
            "\U0001f3ac" * 512,
            "\ufdfa" * 1000,
            "\u3316" * 1000,
            "' & | ! :* ( ) <-> \\ \" ",
        ),
        *(
            f"films under {'9' * 900} hours",
            f"under 2 h {'9' * 30} m",
            "under 99999999999 minutes",
            "under 2h 1m99999999999",
        ),
    ]

    assert await failures(here, Place("GET", path, {"q": HERE}), questions) == []


def objects(sent: Any) -> Iterator[dict[str, Any]]:
    """Every object of a body, however deep."""
    if isinstance(sent, dict):
        yield sent
    for inner in sent.values() if isinstance(sent, dict) else sent if isinstance(sent, list) else ():
        yield from objects(inner)


def test_every_text_of_a_body_is_among_them() -> None:
    sent = {
        (place.method, PATHS.get(place.path, place.path), name)
        for place in BODIES
        for part in objects(place.body)
        for name, value in part.items()
        if value == HERE
    }
    taken = {
        (method, path, name)
        for method, path, operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for name in strings(content["schema"], "body")
    }

    assert taken - sent == {("POST", "/library/import", "file")}  # see tests/api/library/test_hostile_files.py
