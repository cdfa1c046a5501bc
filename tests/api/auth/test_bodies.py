"""Bodies that no client of ours would send: refused in the one shape, never our mistake."""

import httpx
import pytest

from tests.api.auth.accounts import JSON


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
        b"[" * 200_000,
        b'{"email": ' * 50_000,
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_body_that_cannot_be_read_is_refused_in_the_one_shape(
    here: httpx.AsyncClient, path: str, body: bytes
) -> None:
    answer = await here.post(path, content=body, headers=JSON)

    assert answer.status_code in {400, 422}
    assert answer.json()["error"] in {"malformed_body", "invalid_input"}
    assert set(answer.json()) == {"error", "detail", "request_id"}


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
    answer = await here.post("/auth/login", json={"email": "a" * 100_000, "password": ["x"] * 10_000})

    assert answer.status_code == 422
    assert len(answer.content) < 1000
