"""What is wrong is told field by field, in sentences."""

from typing import Any

import httpx
import pytest

from tests.api.auth.accounts import an_email


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"email": "reader"}, "email", "An e-mail address needs an @."),
        ({"email": "@example.com"}, "email", "There must be something before the @-sign."),
        ({"email": 7}, "email", "It must be text."),
        ({"email": None}, "email", "It must be text."),
        ({"password": None}, "password", "It must be text."),
        ({"password": ["secret"]}, "password", "It must be text."),
        ({"password": 12345678}, "password", "It must be text."),
        ({"password": ""}, "password", "It must not be empty."),
        ({"password": "a" * 1001}, "password", "It must have 1000 characters or fewer."),
        ({"password": "short"}, "password", "It must have 8 to 128 characters, not 5."),
        ({"password": "password"}, "password", "This password is too common: choose another."),
        ({"name": ""}, "name", "It must not be empty."),
        ({"name": "a\x00b"}, "name", "It must not contain a null character."),
        ({"name": {"a": 1}}, "name", "It must be text."),
    ],
)
async def test_a_wrong_field_of_a_registration_is_told_in_a_sentence(
    here: httpx.AsyncClient, sent: dict[str, Any], field: str, message: str
) -> None:
    given = {"email": an_email(), "password": "correct horse battery", **sent}

    answer = await here.post("/auth/register", json=given)

    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"field": field, "message": message}]
    assert answer.json()["detail"] == f"{field}: {message}"


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ("/movies?limit=101", "limit", "It must be 100 or less, not '101'."),
        ("/movies?limit=0", "limit", "It must be 1 or more, not '0'."),
        ("/movies?limit=ten", "limit", "It must be a whole number, not 'ten'."),
        ("/movies?sort=worst", "sort", "It must be 'id', 'newest', 'popular', 'top_rated' or 'title', not 'worst'."),
        ("/movies?include_seen=perhaps", "include_seen", "It must be true or false, not 'perhaps'."),
        ("/movies?year_from=2000&year_to=1999", "year_from", "The year 2000 is after year_to=1999; swap them."),
        ("/movies?language=english", "language", "A language is a code of two or three letters, such as ta."),
        ("/movies/9999999999", "movie_id", "It must be 2147483647 or less, not '9999999999'."),
        ("/search", "q", "This is needed."),
        ("/search?q=", "q", "It must contain at least one word."),
        ("/search?q=%20", "q", "It must contain at least one word."),
        ("/search?q=rain&type=movie&item_type=book", "item_type", "This contradicts type=movie; send one of the two."),
        ("/genres?type=song", "type", "It must be 'movie' or 'book', not 'song'."),
    ],
)  # fmt: skip
async def test_a_wrong_parameter_is_told_in_a_sentence(
    here: httpx.AsyncClient, asked: str, field: str, message: str
) -> None:
    answer = await here.get(asked)

    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"field": field, "message": message}]


async def test_every_wrong_field_is_told(here: httpx.AsyncClient) -> None:
    answer = await here.post("/auth/register", json={"email": "reader", "timezone": 5})

    assert [told["field"] for told in answer.json()["fields"]] == ["email", "password", "timezone"]
    assert answer.json()["detail"] == (
        "email: An e-mail address needs an @. password: This is needed. timezone: It must be text."
    )


async def test_only_a_422_has_fields(here: httpx.AsyncClient) -> None:
    for answer in (await here.get("/movies/1"), await here.get("/auth/me"), await here.post("/movies")):
        assert answer.status_code in {401, 404, 405}
        assert set(answer.json()) == {"error", "detail", "request_id"}
