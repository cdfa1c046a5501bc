"""Who is let in: no route of anybody's own opens without a good token, and a bad one is never nobody."""

import base64
import functools
import hmac
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from api.app import create_app
from api.errors import Unauthorized
from api.security.tokens import CLOCK_SECONDS, Claims, read_token, write_token
from tests.api.auth.accounts import PASSWORD, SECRET, Account, an_account, bearer, log_in, me, rows, user_in

Route = tuple[str, str]

# Whatever else there is wants a token; a new route that does not is named here (VISITED may), or has these tags.
OPEN = {
    ("POST", "/auth/register"),
    ("POST", "/auth/login"),
    ("POST", "/auth/forgot-password"),
    ("POST", "/auth/reset-password"),
    ("GET", "/interactions/types"),
    ("POST", "/groups/join/guest"),
}
LASTING = {("GET", "/live")}  # its answer has no end: see tests/api/live/
OPEN_TAGS = {"health", "search", "catalogue"}
VISITED = {("GET", f"/recommendations/{name}") for name in ("carousels", "popular", "trending")} | {
    ("GET", "/recommendations/similar/{item_type}/{item_id}"),
    ("POST", "/recommendations/session"),
    *(("GET", f"/{kind}s/{{{kind}_id}}/reviews") for kind in ("movie", "book")),
}
OF_OTHERS = ("/library/import", "/groups", "/matches", "/feedback", "/report", "/admin/")  # need what nobody has here
A_LIST = "00000000-0000-4000-8000-000000000000"
EXAMPLES = {"item_type": "movie", "book_id": "2", "job_name": "cleanup", "experiment_name": "bolder"}
EXAMPLES |= dict.fromkeys(("recommendation_id", "group_id", "member_id", "person_id"), A_LIST)
QUERIES: dict[Route, dict[str, str]] = {
    ("GET", "/recommendations/next"): {"recommendation_id": A_LIST},
    **{("GET", path): {"ids": "1"} for path in ("/items", "/predictions")},
    **{("GET", path): {"q": "whales"} for path in ("/search", "/search/semantic", "/search/suggest")},
}
ITEMS = """
    insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Moby Dick'), (2, 'book', 'Moby-Dick');
    insert into cinelibre.movies (item_id) values (1);
    insert into cinelibre.books (item_id) values (2)
"""
BODIES: dict[Route, dict[str, Any]] = {
    ("PATCH", "/auth/me"): {"json": {"name": "Mallory"}},
    ("DELETE", "/auth/me"): {"json": {"password": PASSWORD}},
    ("PATCH", "/me/influences"): {"json": {"kind": "item", "item_id": 1, "weight": 0}},
    **{("POST", path): {"json": {"item_id": 1, "rating": 4}} for path in ("/ratings", "/events/rating")},
    ("POST", "/interactions"): {"json": {"interaction_type": "view", "item_id": 1}},
    ("POST", "/interactions/batch"): {"json": {"events": [{"interaction_type": "view", "item_id": 1}]}},
    **{("POST", path): {"json": {"item_id": 1}} for path in ("/events/watch", "/events/favorite")},
    ("POST", "/events/search"): {"json": {"query": "whales"}},
    ("POST", "/library/import"): {"files": {"file": ("ratings.csv", b"userId,movieId,rating,timestamp\n1,1,4,1\n")}},
    ("POST", "/library/import/choices"): {"json": {"choices": [{"item_id": 1, "kept": {"rating": 4}}]}},
    ("POST", "/recommendations/session"): {"json": {"items": []}},
    ("POST", "/matches/{person_id}/report"): {"json": {"reason": "Rude."}},
    ("POST", "/feedback"): {"json": {"recommendation_id": A_LIST, "item_id": 1, "kind": "helpful"}},
    ("PUT", "/notes/{item_type}/{item_id}"): {"json": {"note": "Call me"}},
    ("PUT", "/reviews/{item_type}/{item_id}"): {"json": {"text": "Call me"}},
    ("POST", "/reviews/{review_id}/report"): {"json": {"reason": "Spam"}},
    ("POST", "/groups"): {"json": {"name": "Friday films"}},
    ("POST", "/admin/readers"): {"json": {"reader_id": 1}},
    ("POST", "/admin/experiments"): {"json": {"name": "x", "variants": [{"name": "a"}, {"name": "b"}]}},
    ("POST", "/admin/experiments/{experiment_name}/stop"): {"json": {}},
    ("POST", "/groups/join"): {"json": {"code": "7K2M-9XQP"}},
    ("PATCH", "/groups/{group_id}"): {"json": {"name": "Saturday films"}},
    ("POST", "/groups/{group_id}/picks"): {"json": {"rule": "nash"}},
    ("POST", "/groups/{group_id}/evenings"): {"json": {"item_id": 1}},
}


@functools.cache
def described() -> dict[Route, dict[str, Any]]:
    """Every route, as the documentation has it."""
    paths = create_app().openapi()["paths"]
    return {
        (method.upper(), path): operation for path, methods in paths.items() for method, operation in methods.items()
    }


def locked() -> list[Route]:
    """The routes of somebody's own."""
    return [
        route
        for route, said in described().items()
        if route not in OPEN | VISITED | LASTING and not OPEN_TAGS & set(said["tags"])
    ]


def optional() -> list[Route]:
    """The routes that take a token, and answer without one."""
    return [
        route
        for route, said in described().items()
        if route not in LASTING | set(locked()) and {"HTTPBearer": []} in said.get("security", [])
    ]


async def ask(here: httpx.AsyncClient, route: Route, headers: dict[str, str], **params: Any) -> httpx.Response:
    """Calls a route as it wants to be called: with its path filled in and a body it can read."""
    method, path = route
    filled = re.sub(r"{(\w+)}", lambda found: EXAMPLES.get(found[1], "1"), path)
    return await here.request(
        method, filled, headers=headers, params=QUERIES.get(route, {}) | params, **BODIES.get(route, {})
    )


async def refusals(
    here: httpx.AsyncClient, routes: list[Route], headers: dict[str, str], **params: Any
) -> dict[Route, tuple[int, Any, str | None]]:
    """The status, the slug and what is asked for, by route."""
    answers = {route: await ask(here, route, headers, **params) for route in routes}
    return {
        route: (answer.status_code, answer.json().get("error"), answer.headers.get("www-authenticate"))
        for route, answer in answers.items()
    }


def all_refused(routes: list[Route], slug: str) -> dict[Route, tuple[int, Any, str | None]]:
    """What `refusals` says where every route refuses with 401 and that slug."""
    return dict.fromkeys(routes, (401, slug, "Bearer"))


@functools.cache
def rsa_key() -> rsa.RSAPrivateKey:
    """A key that has nothing to do with ours."""
    return rsa.generate_private_key(65537, 2048)


def public_pem() -> bytes:
    """Its public half, as anybody may have it."""
    return (
        rsa_key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def encoded(part: Any) -> str:
    """A part of a token: JSON, or bytes as they are."""
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def claims_of(account: Account, **other: Any) -> dict[str, Any]:
    """The claims of a good token of the account, with others; an Ellipsis takes one out."""
    now = datetime.now(UTC)
    claims = {"sub": str(account.id), "ver": 1, "iat": now, "exp": now + timedelta(days=1), **other}
    return {name: value for name, value in claims.items() if value is not ...}


def signed(account: Account, **other: Any) -> str:
    """A token with our own signature, and those claims."""
    return jwt.encode(claims_of(account, **other), SECRET, "HS256")


def unsigned(account: Account, algorithm: Any) -> str:
    """A token whose header names an algorithm and whose signature is empty."""
    body = {**claims_of(account), "iat": 1_700_000_000, "exp": 4_000_000_000}
    return f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded(body)}."


def with_body_of_another(account: Account) -> str:
    """The good token's header and signature around the id of somebody else."""
    header, body, signature = account.token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{header}.{encoded({**claims, 'sub': str(account.id + 1)})}.{signature}"


def by_hand(account_id: Any, key: bytes = SECRET.encode(), algorithm: str = "HS256", **other: Any) -> str:
    """A token that no library would make: with any key, any claims, and the algorithm it says."""
    claims = {"sub": str(account_id), "ver": 1, "iat": 1_700_000_000, "exp": 4_000_000_000, **other}
    signing = f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{signing}.{encoded(hmac.digest(key, signing.encode(), algorithm.replace('HS', 'sha')))}"


def with_header(part: Any) -> Callable[[Account], str]:
    """A token with that header."""
    return lambda account: f"{encoded(part)}.{account.token.partition('.')[2]}"


PAST = datetime.now(UTC) - timedelta(days=8)
FORGED: dict[str, Callable[[Account], str]] = {
    "no header but Bearer": lambda account: "Bearer",
    "no scheme": lambda account: account.token,
    "Basic": lambda account: "Basic " + base64.b64encode(b"reader@example.com:correct horse battery").decode(),
    "Token": lambda account: f"Token {account.token}",
    "garbage": lambda account: "Bearer garbage",
    "dots": lambda account: "Bearer ..",
    "8 KB of garbage": lambda account: "Bearer " + "a" * 8000,
    "two tokens": lambda account: f"Bearer {account.token} {account.token}",
    **{
        kind: lambda account, make=make: f"Bearer {make(account)}"  # type: ignore[misc]
        for kind, make in {
            "alg none": lambda account: unsigned(account, "none"),
            "alg None": lambda account: unsigned(account, "None"),
            "alg null": lambda account: unsigned(account, None),
            "alg HS256 without signature": lambda account: unsigned(account, "HS256"),
            "another secret": lambda account: jwt.encode(claims_of(account), SECRET[::-1], "HS256"),
            "our secret, HS512": lambda account: by_hand(account.id, algorithm="HS512"),
            "RS256": lambda account: jwt.encode(claims_of(account), rsa_key(), "RS256"),
            "public key as secret": lambda account: by_hand(account.id, key=public_pem()),
            "another body": with_body_of_another,
            "no signature": lambda account: account.token.rpartition(".")[0] + ".",
            "a list for a header": with_header([]),
            "a header nested deeply": with_header(b"[" * 3000),
            "a header that is not UTF-8": with_header(b"\xff"),
            "a header with critical extensions": with_header({"alg": "HS256", "crit": ["exp"]}),
            "no sub": lambda account: signed(account, sub=...),
            "no ver": lambda account: signed(account, ver=...),
            "no iat": lambda account: signed(account, iat=...),
            "no exp": lambda account: signed(account, exp=...),
            "not yet good": lambda account: signed(account, nbf=datetime.now(UTC) + timedelta(hours=1)),
            "issued in the future": lambda account: signed(account, iat=datetime.now(UTC) + timedelta(hours=1)),
            "for somebody else to read": lambda account: signed(account, aud="another service"),
        }.items()
    },
}
WRONG_CLAIMS = [
    *({"iat": value} for value in ("soon", None, True, [1], float("inf"), float("nan"))),
    *({"ver": value} for value in ("1", 1.0, True, None, [1], -1, 2**31)),
    *({"sub": value} for value in ("", "0", "-1", "ada", "1.0", "1; select 1", str(2**31), "9" * 5000, None, 1, True)),
    *({"exp": value} for value in ("soon", None)),
    *({"auth_time": value} for value in ("soon", None, True, -1, 1_700_000_001, float("inf"), float("nan"))),
]


def test_every_route_of_an_accounts_own_is_among_those_tried() -> None:
    tags = {tag for route in locked() for tag in described()[route]["tags"]}

    assert {"accounts", "ratings", "interactions", "shelf", "recommendations"} <= tags
    assert len(locked()) >= 20
    assert [route for route in locked() if "security" not in described()[route]] == []
    assert {route for route in [*locked(), *optional()] if "requestBody" in described()[route]} == set(BODIES)
    assert set(OPEN) <= set(described())
    assert [route for route in OPEN if "security" in described()[route]] == []
    assert {("GET", "/movies"), ("GET", "/books"), ("GET", "/movies/{movie_id}"), *VISITED} <= set(optional())


async def test_without_a_token_no_route_of_an_accounts_own_opens(here: httpx.AsyncClient) -> None:
    assert await refusals(here, locked(), {}) == all_refused(locked(), "token_missing")


@pytest.mark.parametrize("kind", FORGED)
async def test_a_token_that_is_not_ours_opens_nothing(here: httpx.AsyncClient, ada: Account, kind: str) -> None:
    headers = {"Authorization": FORGED[kind](ada)}
    routes = [*locked(), *optional()]

    assert await refusals(here, routes, headers) == all_refused(routes, "token_invalid")
    assert user_in(await here.get("/auth/me", headers=ada.bearer)) == ada.user


async def test_the_clock_of_who_issued_a_token_may_be_a_minute_ahead(ada: Account) -> None:
    now = datetime.now(UTC)
    ahead, too_far = now + timedelta(seconds=CLOCK_SECONDS), now + timedelta(seconds=CLOCK_SECONDS + 30)

    assert read_token(signed(ada, iat=ahead), SECRET)[:2] == ada.claims[:2]
    with pytest.raises(Unauthorized):
        read_token(signed(ada, iat=too_far), SECRET)
    with pytest.raises(Unauthorized):  # the end has no such leeway
        read_token(signed(ada, iat=PAST, exp=now - timedelta(seconds=2)), SECRET)


async def test_a_token_that_has_expired_opens_nothing(here: httpx.AsyncClient, ada: Account) -> None:
    headers = bearer(signed(ada, iat=PAST, exp=PAST + timedelta(days=7)))
    routes = [*locked(), *optional()]

    assert await refusals(here, routes, headers) == all_refused(routes, "token_expired")


@pytest.fixture(params=["empty", "filled"])
async def reader(request: pytest.FixtureRequest, here: httpx.AsyncClient, address: str) -> Account:
    """Somebody on an empty catalogue, or with a rating, a mark and a history: neither may hide who calls."""
    account = await an_account(here)
    rows(address, "truncate cinelibre.items cascade")
    if request.param == "filled":
        rows(address, ITEMS)
        for route in BODIES:
            if route != ("DELETE", "/auth/me") and not any(part in route[1] for part in OF_OTHERS):
                assert (await ask(here, route, account.bearer)).status_code == 200, route
    return account


async def test_a_token_of_a_deleted_account_opens_nothing(here: httpx.AsyncClient, reader: Account) -> None:
    other = (await log_in(here, reader.email)).json()["access_token"]
    assert (await ask(here, ("DELETE", "/auth/me"), reader.bearer)).json() == {"deleted": True}
    routes = [*locked(), *optional()]

    assert await refusals(here, routes, reader.bearer) == all_refused(routes, "token_revoked")
    assert await refusals(here, routes, bearer(other)) == all_refused(routes, "token_revoked")


async def test_after_a_logout_everywhere_no_token_of_the_account_opens_anything(
    here: httpx.AsyncClient, reader: Account
) -> None:
    other = (await log_in(here, reader.email)).json()["access_token"]
    assert (await here.post("/auth/logout?all=true", headers=bearer(other))).json() == {"logged_out": True}
    routes = [*locked(), *optional()]

    assert await refusals(here, routes, reader.bearer) == all_refused(routes, "token_revoked")
    assert await refusals(here, routes, bearer(other)) == all_refused(routes, "token_revoked")


async def test_a_logout_ends_nobody_elses_tokens_and_one_can_log_in_again(
    here: httpx.AsyncClient, ada: Account
) -> None:
    friend = await an_account(here)
    await here.post("/auth/logout", headers=ada.bearer)

    again = (await log_in(here, ada.email)).json()["access_token"]

    assert [await me(here, token) for token in (again, friend.token, ada.token)] == [
        (200, None),
        (200, None),
        (401, "token_revoked"),
    ]


@pytest.mark.parametrize("number", [0, 2, 2**31 - 1])
async def test_a_token_with_the_number_of_no_login_is_refused(
    here: httpx.AsyncClient, ada: Account, number: int
) -> None:
    assert await me(here, signed(ada, ver=number)) == (401, "token_revoked")


async def test_a_token_of_a_user_who_never_was_is_refused(here: httpx.AsyncClient, ada: Account) -> None:
    assert await me(here, signed(ada, sub=str(2**31 - 1))) == (401, "token_revoked")


async def test_the_error_says_what_to_do_and_whose_request_it_was(here: httpx.AsyncClient) -> None:
    answer = await here.get("/auth/me", headers={"X-Request-ID": "find-me"})

    assert answer.json() == {
        "error": "token_missing",
        "detail": "This needs a valid token: log in and send it as a bearer token.",
        "request_id": "find-me",
    }


async def test_the_catalogue_answers_nobody_and_somebody_and_says_who_may_keep_the_answer(
    here: httpx.AsyncClient, ada: Account
) -> None:
    nobody = await here.get("/movies")
    somebody = await here.get("/movies", headers=ada.bearer)

    assert (nobody.status_code, nobody.headers["cache-control"]) == (200, "public, max-age=300")
    assert (somebody.status_code, somebody.headers["cache-control"]) == (200, "private, no-store")
    assert all(answer.headers["vary"].startswith("Authorization") for answer in (nobody, somebody))


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
async def test_the_scheme_may_be_typed_in_any_case(here: httpx.AsyncClient, ada: Account, scheme: str) -> None:
    answer = await here.get("/auth/me", headers={"Authorization": f"{scheme} {ada.token}"})

    assert (answer.status_code, user_in(answer)) == (200, ada.user)


async def test_a_forged_token_writes_nothing(here: httpx.AsyncClient, address: str, ada: Account) -> None:
    count = "select count(*), (select count(*) from cinelibre.audit_events) from cinelibre.users"
    before = rows(address, count)

    for route in locked():
        await ask(here, route, bearer(with_body_of_another(ada)), user_id=ada.id)

    assert rows(address, count) == before
    assert user_in(await here.get("/auth/me", headers=ada.bearer)) == ada.user


def test_a_token_read_says_what_was_written() -> None:
    assert read_token(write_token(Claims(7, 3), SECRET, timedelta(days=1)), SECRET)[:2] == (7, 3)


@pytest.mark.parametrize("claims", WRONG_CLAIMS, ids=lambda claims: str(claims)[:30])
def test_claims_of_another_kind_are_refused_whatever_signed_them(claims: dict[str, Any]) -> None:
    assert read_token(by_hand(7), SECRET) == Claims(7, 1, 1_700_000_000, 4_000_000_000)

    with pytest.raises(Unauthorized) as refusal:
        read_token(by_hand(7, **claims), SECRET)

    assert refusal.value.slug == "token_invalid"


def test_a_token_ends_at_its_second() -> None:
    now = datetime.now(UTC)
    good = write_token(Claims(7, 1), SECRET, timedelta(hours=1), now)
    over = write_token(Claims(7, 1), SECRET, timedelta(hours=1), now - timedelta(hours=1))

    assert read_token(good, SECRET) == Claims(7, 1, int(now.timestamp()), int(now.timestamp()) + 3600)
    with pytest.raises(Unauthorized) as refusal:
        read_token(over, SECRET)
    assert refusal.value.slug == "token_expired"
