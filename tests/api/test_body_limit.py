"""How large a body may be, whether it says so beforehand or not."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr

from api.body_limit import MAX_BODY, MAX_FILE, MAX_IMPORT, MEGABYTE, BodyLimit
from api.main import create_app
from api.settings import Settings
from tests.conftest import client_of

JSON = {"Content-Type": "application/json"}
TOO_LARGE = (413, "body_too_large", "The body has more than 1 MB.")


async def pieces(n_bytes: int, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, n_bytes, size):
        yield b" " * min(size, n_bytes - start)


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, slug and sentence; the shape of every error."""
    said = answer.json()
    assert set(said) == {"error", "detail", "request_id"}
    return answer.status_code, said["error"], said["detail"]


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on an empty catalogue."""
    with_secret = settings.model_copy(update={"jwt_secret_key": SecretStr("a-secret-of-more-than-thirty-two-bytes")})
    async with client_of(create_app(with_secret)) as opened:
        yield opened


async def test_a_body_over_a_megabyte_is_refused_whether_it_says_so_or_not(here: httpx.AsyncClient) -> None:
    whole = await here.post("/auth/login", content=b" " * (MAX_BODY + 1), headers=JSON)
    chunked = await here.post("/auth/login", content=pieces(MAX_BODY + 1), headers=JSON)
    lying = await here.post("/auth/login", content=pieces(MAX_BODY + 1), headers={**JSON, "Content-Length": "10"})

    assert [told(answer) for answer in (whole, chunked, lying)] == [TOO_LARGE] * 3
    assert whole.headers["x-request-id"] == whole.json()["request_id"]


async def test_a_body_of_a_megabyte_is_read(here: httpx.AsyncClient) -> None:
    given = b'{"email": "nobody@example.com", "password": "x"}'
    whole = await here.post("/auth/login", content=given.ljust(MAX_BODY), headers=JSON)

    assert told(whole) == (401, "invalid_credentials", "E-mail or password is wrong.")


async def test_only_the_import_takes_more_and_no_more_than_a_file_of_ten_megabytes(here: httpx.AsyncClient) -> None:
    file = {"file": ("library.csv", b" " * (MAX_FILE + MEGABYTE))}

    answers = [await here.post(path, files=file) for path in ("/library/import", "/ratings")]

    assert [told(answer) for answer in answers] == [
        (413, "body_too_large", "The body has more than 10 MB."),
        TOO_LARGE,
    ]


@pytest.fixture
def lengths() -> FastAPI:
    """An application that says how many bytes it was sent, behind the limit."""
    app = FastAPI()

    @app.post("/{path:path}")
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit)
    return app


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/ratings", MAX_BODY),
        ("/library/import", MAX_IMPORT),
        ("/api/v1/library/import", MAX_IMPORT),
        ("/import", MAX_BODY),
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
async def test_a_limit_is_exact(lengths: FastAPI, path: str, limit: int, is_chunked: bool) -> None:
    async with client_of(lengths) as here:
        fits, exceeds = [
            await here.post(path, content=pieces(n_bytes) if is_chunked else b" " * n_bytes)
            for n_bytes in (limit, limit + 1)
        ]

    assert (fits.status_code, fits.json()) == (200, limit)
    assert exceeds.status_code == 413


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "9" * 5000, "0x10"])
async def test_a_length_that_is_none_is_refused(lengths: FastAPI, length: str) -> None:
    async with client_of(lengths) as here:
        answer = await here.post("/ratings", content=pieces(10), headers={"Content-Length": length})

    assert told(answer)[:2] == (413, "body_too_large")


async def test_what_says_it_is_too_large_is_not_read(lengths: FastAPI) -> None:
    n_read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal n_read
        async for piece in pieces(MAX_BODY * 2):
            n_read += len(piece)
            yield piece

    async with client_of(lengths) as here:
        answer = await here.post("/ratings", content=counted(), headers={"Content-Length": str(MAX_BODY * 2)})
        said_so = n_read
        chunked = await here.post("/ratings", content=counted())

    assert (answer.status_code, said_so) == (413, 0)
    assert chunked.status_code == 413
    assert MAX_BODY < n_read <= MAX_BODY + 64 * 1024
