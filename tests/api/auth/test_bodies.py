"""Bodies that no client of ours would send: refused in the one shape, never our mistake."""

import httpx
import pytest

from tests.api.auth.accounts import JSON, Account


@pytest.mark.parametrize("path", ["/auth/register", "/auth/login"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"email": "a@example.com", "password": \xff}',
        b'{"email": NaN, "password": Infinity}',
        b'{"email": ' + b"9" * 5000 + b"}",
        b'{"email": 1e999, "password": -1e999}',
        b"email=a@example.com&password=x",
        b"[" * 8000,
        b'{"email": ' * 800,
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_body_that_cannot_be_read_is_refused_in_the_one_shape(
    here: httpx.AsyncClient, path: str, body: bytes
) -> None:
    answer = await here.post(path, content=body, headers=JSON)

    assert answer.status_code in {400, 422}
    assert answer.json()["error"] in {"malformed_body", "invalid_input"}
    assert set(answer.json()) - {"fields"} == {"error", "detail", "request_id"}
    assert ("fields" in answer.json()) == (answer.status_code == 422)


@pytest.mark.parametrize("field", ["email", "password"])
async def test_a_value_nested_to_any_depth_is_refused_in_the_one_shape(here: httpx.AsyncClient, field: str) -> None:
    given = b'{"email": "reader@example.com", "password": "x", "%s": %s1%s}'
    depths = [*range(100, 1000, 20), *range(1000, 4000, 200)]

    answers = [
        await here.post("/auth/login", content=given % (field.encode(), b"[" * depth, b"]" * depth), headers=JSON)
        for depth in depths
    ]

    assert {answer.status_code for answer in answers} == {400, 422}
    assert {answer.json()["error"] for answer in answers} == {"malformed_body", "invalid_input"}


async def test_a_refusal_does_not_repeat_a_long_value(here: httpx.AsyncClient) -> None:
    answer = await here.post("/auth/login", json={"email": "a" * 4000, "password": ["x"] * 500})

    assert answer.status_code == 422
    assert len(answer.content) < 1000


SECRETS = ["s3cr3t", ["s3cr3t"], {"s3cr3t": "s3cr3t"}, {"password": "s3cr3t"}]


@pytest.mark.parametrize("secret", [4711, -4711.5, True, *SECRETS[1:]], ids=repr)
@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("POST", "/auth/register", "password"),
        ("POST", "/auth/login", "password"),
        ("PATCH", "/auth/me", "password"),
        ("PATCH", "/auth/me", "current_password"),
        ("POST", "/auth/login", "email"),
    ],
)
async def test_no_refusal_repeats_a_password_of_whatever_type(
    here: httpx.AsyncClient, ada: Account, method: str, path: str, field: str, secret: object
) -> None:
    body = {"email": "a@example.com", "password": "x", "current_password": "x", field: secret}
    answer = await here.request(method, path, json=body, headers=ada.bearer)

    assert answer.status_code == 422
    assert field in answer.json()["detail"]
    assert [part for part in ("s3cr3t", "4711", "True") if part in answer.text and field != "email"] == []
    assert "s3cr3t" not in answer.text


@pytest.mark.parametrize("body", SECRETS[:2], ids=repr)
async def test_no_refusal_repeats_a_body_that_is_no_object(here: httpx.AsyncClient, body: object) -> None:
    answer = await here.post("/auth/login", json=body)

    assert (answer.status_code, "s3cr3t" in answer.text) == (422, False)


async def test_what_is_no_secret_is_still_shown(here: httpx.AsyncClient) -> None:
    assert (await here.get("/movies?limit=1000")).json()["detail"].endswith("not '1000'.")
