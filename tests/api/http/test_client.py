"""GET /app/: the built client from memory, under any prefix, whatever is asked for."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.http.admission import MAX_IN_FLIGHT
from api.http.client import FOLDER, POLICY, SMALL, Client
from api.settings import Settings
from tests.conftest import client_of

pytestmark = pytest.mark.anyio
ASSETS = sorted(path.name for path in (FOLDER / "assets").iterdir())


@pytest.fixture(params=["", "/api/v1"])
def prefix(request: pytest.FixtureRequest) -> str:
    """Where the service is."""
    return str(request.param)


@pytest.fixture
async def here(settings: Settings, prefix: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, moved or not."""
    async with client_of(create_app(settings.model_copy(update={"api_prefix": prefix}))) as opened:
        yield opened


async def test_the_page_says_where_it_stands_and_where_the_api_is(here: httpx.AsyncClient, prefix: str) -> None:
    page = await here.get(f"{prefix}/app/")

    assert page.status_code == 200
    assert f'<base href="{prefix}/app/" />' in page.text
    assert f'<meta name="cinelibre-api" content="{prefix}" />' in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["cross-origin-opener-policy"] == "same-origin"


async def test_every_file_that_the_page_names_is_there(here: httpx.AsyncClient, prefix: str) -> None:
    page = await here.get(f"{prefix}/app/")
    named = re.findall(r'(?:src|href)="\./([^"]+)"', page.text)
    answers = {name: await here.get(f"{prefix}/app/{name}") for name in named}

    assert len(named) >= 4
    assert {answer.status_code for answer in answers.values()} == {200}
    assert not any(answer.headers["content-type"].startswith("text/html") for answer in answers.values())
    assert {answer.headers["cache-control"] for name, answer in answers.items() if name.startswith("assets/")} == {
        "public, max-age=31536000, immutable"
    }


async def test_every_other_address_is_a_page_that_the_client_draws(here: httpx.AsyncClient, prefix: str) -> None:
    page = await here.get(f"{prefix}/app/")
    deep = await here.get(f"{prefix}/app/movies/25?from=here")

    assert (deep.status_code, deep.content) == (200, page.content)


async def test_an_asset_of_a_former_build_is_a_404_and_no_page(here: httpx.AsyncClient, prefix: str) -> None:
    answer = await here.get(f"{prefix}/app/assets/index-former.js")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/app/../main.py", "/app/%2e%2e/main.py", "/app/assets/..%2f..%2fmain.py", "/app//etc"]
)
async def test_nothing_but_the_built_files_can_be_read(here: httpx.AsyncClient, prefix: str, path: str) -> None:
    answer = await here.get(f"{prefix}{path}")

    assert answer.status_code == 404 or answer.text.startswith("<!doctype html>")


async def test_a_file_is_compressed_for_those_who_take_it(here: httpx.AsyncClient, prefix: str) -> None:
    name = next(name for name in ASSETS if name.startswith("libraries-") and name.endswith(".js"))
    plain = await here.get(f"{prefix}/app/assets/{name}", headers={"Accept-Encoding": "identity"})
    async with here.stream("GET", f"{prefix}/app/assets/{name}", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert "content-encoding" not in plain.headers
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content == (FOLDER / "assets" / name).read_bytes()
    assert len(raw) < len(plain.content) / 2
    assert "Accept-Encoding" in plain.headers["vary"]


async def test_what_a_browser_has_is_not_sent_again(here: httpx.AsyncClient, prefix: str) -> None:
    etag = (await here.get(f"{prefix}/app/")).headers["etag"]
    again = await here.get(f"{prefix}/app/", headers={"If-None-Match": f'"other", W/{etag}'})
    other = await here.get(f"{prefix}/app/", headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert other.status_code == 200


async def test_the_address_without_a_slash_leads_to_the_page(here: httpx.AsyncClient, prefix: str) -> None:
    answer = await here.get(f"{prefix}/app")

    assert (answer.status_code, answer.headers["location"]) == (307, "app/")


async def test_files_can_only_be_read(here: httpx.AsyncClient, prefix: str) -> None:
    head = await here.head(f"{prefix}/app/")
    post = await here.post(f"{prefix}/app/")

    assert (head.status_code, head.content) == (200, b"")
    assert (post.status_code, post.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_the_page_comes_even_if_the_service_is_overloaded(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.slots.n_taken = MAX_IN_FLIGHT
        statuses = [(await here.get(path)).status_code for path in ("/app/", "/app", "/apple", "/movies")]

    assert statuses == [200, 307, 503, 503]


async def test_metrics_know_all_of_the_client_as_one_route(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as here:
        for path in ("/app/", "/app/search", "/app/assets/none.js"):
            await here.get(path)
    samples = [sample for metric in app.state.metrics.registry.collect() for sample in metric.samples]
    routes = {sample.labels["route"] for sample in samples if "route" in sample.labels}

    assert routes == {"/app"}


def test_small_files_are_not_compressed(tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_bytes(b"a" * SMALL)
    (tmp_path / "large.txt").write_bytes(b"a" * (SMALL + 1))
    client = Client(tmp_path)

    assert client._make("small.txt", "/app").compressed is None
    assert client._make("large.txt", "/app").compressed is not None


async def test_without_built_files_every_address_is_a_404(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings)
    app.router.routes = [route for route in app.router.routes if getattr(route, "name", "") != "client"]
    app.mount("/app", Client(tmp_path), name="client")
    async with client_of(app) as here:
        answer = await here.get("/app/")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
