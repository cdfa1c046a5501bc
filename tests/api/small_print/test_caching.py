"""Who may keep an answer, route by route, and that nobody gets the same answer twice."""

import gzip

import httpx
import pytest

from api.http.caching import LEAST_BYTES, PERSONAL, PUBLIC, is_known
from tests.api.auth.accounts import bearer
from tests.api.small_print.every_route import BODIES, NAMES, ROUTES, address_of, needed

FOR_EVERYBODY = {"/interactions/types", "/settings"}
FOR_GUESTS = {
    *("/movies", "/books", "/movies/{movie_id}", "/books/{book_id}"),
    *("/items", "/items/{item_id}", "/genres", "/languages", "/search/suggest"),
    *("/recommendations/popular", "/recommendations/trending", "/recommendations/carousels"),
    "/recommendations/similar/{item_type}/{item_id}",
    *("/movies/{movie_id}/reviews", "/books/{book_id}/reviews"),
}
READS = [path for method, path in ROUTES if method == "GET"]
LASTING = "/live"  # its answer has no end: tests/api/live/ reads its head


async def asked(client: httpx.AsyncClient, path: str, **headers: str) -> httpx.Response:
    """A route's answer, for a book where it wants one."""
    books = await client.get("/books", params={"limit": 1})
    book_id = next((book["id"] for book in books.json()["items"]), 1)
    address = path.format(book_id=book_id) if path.startswith("/books/") else address_of(path)
    return await client.get(address, params=needed(path), headers=headers)


@pytest.mark.parametrize("path", READS)
async def test_a_guests_answer_is_public_where_it_is_the_same_for_all_guests(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await asked(client, path)

    assert answer.headers["cache-control"] == (PUBLIC if path in FOR_EVERYBODY | FOR_GUESTS else PERSONAL)
    assert ("etag" in answer.headers) is (path in FOR_EVERYBODY | FOR_GUESTS)
    assert ("Authorization" in answer.headers["vary"]) is (path in FOR_GUESTS)


@pytest.mark.parametrize("path", [path for path in READS if path != LASTING])
async def test_an_answer_to_a_token_is_personal_unless_it_is_the_same_for_everybody(
    here: httpx.AsyncClient, token: str, path: str
) -> None:
    answer = await asked(here, path, **bearer(token))

    assert answer.headers["cache-control"] == (PUBLIC if path in FOR_EVERYBODY else PERSONAL)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
async def test_no_write_and_no_refusal_is_kept(here: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await here.request(method, address_of(path), params={"nonsense": 1}, json=BODIES.get((method, path)))

    assert answer.status_code >= 400
    assert answer.headers["cache-control"] == PERSONAL


@pytest.mark.parametrize("path", sorted(FOR_EVERYBODY | FOR_GUESTS))
async def test_what_a_client_has_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    first = await asked(client, path)

    again = await asked(client, path, **{"If-None-Match": first.headers["etag"]})
    other = await asked(client, path, **{"If-None-Match": 'W/"of another answer"'})

    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    assert not {"content-type", "content-length", "content-encoding"} & set(again.headers)
    assert (other.status_code, other.content) == (200, first.content)


async def test_the_tag_of_an_answer_changes_with_the_answer_and_not_with_its_encoding(
    client: httpx.AsyncClient,
) -> None:
    one, two = [await client.get("/movies", params={"limit": limit}) for limit in (1, 2)]
    plain = await client.get("/movies", params={"limit": 2}, headers={"Accept-Encoding": "identity"})

    assert one.headers["etag"] != two.headers["etag"] == plain.headers["etag"]
    assert two.headers["etag"].startswith('W/"')


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('W/"b"', False),
        ("", False),
        ("a", False),
    ],
)
def test_a_tag_is_found_among_those_that_a_client_has(known: str, expected: bool) -> None:
    assert is_known('W/"a"', known) is expected


async def test_an_answer_is_compressed_from_a_size_on_and_only_for_those_who_take_it(
    client: httpx.AsyncClient,
) -> None:
    async with client.stream("GET", "/movies", headers={"Accept-Encoding": "gzip"}) as large:
        raw = b"".join([part async for part in large.aiter_raw()])
    plain = await client.get("/movies", headers={"Accept-Encoding": "identity"})
    small = await client.get("/", headers={"Accept-Encoding": "gzip"})

    assert (large.headers["content-encoding"], large.headers["content-length"]) == ("gzip", str(len(raw)))
    assert "Accept-Encoding" in large.headers["vary"]
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2
    assert len(small.content) < LEAST_BYTES == 1000
    for answer in (plain, small):
        assert "content-encoding" not in answer.headers


async def test_a_document_that_is_sent_in_pieces_is_compressed_piece_by_piece(
    here: httpx.AsyncClient, token: str
) -> None:
    async with here.stream("GET", "/library/export", headers=bearer(token)) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    assert b'"format":"cinelibre-library"' in gzip.decompress(raw)
