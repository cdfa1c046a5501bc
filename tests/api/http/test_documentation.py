"""/docs needs no internet: whatever it loads comes from here, and is what its makers published."""

import hashlib
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from api.app import create_app
from api.http.documentation import FILES, FOLDER, POLICY
from api.settings import Settings
from tests.conftest import client_of

HOST = "http://test"


class Loaded(HTMLParser):
    """The addresses that a page has a browser load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.is_scripted_inline = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser.handle_starttag`."""
        named = dict(attributes)
        self.addresses += [named[name] or "" for name in ("src", "href", "data-openapi") if name in named]
        self.is_scripted_inline |= tag == "script" and "src" not in named


@pytest.fixture(params=["", "/api/v1"])
def prefix(request: pytest.FixtureRequest) -> str:
    """Where the service is."""
    return str(request.param)


@pytest.fixture
async def here(settings: Settings, prefix: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, moved or not."""
    async with client_of(create_app(settings.model_copy(update={"api_prefix": prefix}))) as opened:
        yield opened


async def test_no_address_that_the_page_loads_leaves_the_host(here: httpx.AsyncClient, prefix: str) -> None:
    page = await here.get(f"{prefix}/docs")
    loaded = Loaded(page.text)
    addresses = [urljoin(f"{HOST}{prefix}/docs", address) for address in loaded.addresses if address != "data:,"]
    answers = [await here.get(address) for address in addresses]

    assert len(addresses) == 4  # the style sheet, two scripts, the document
    assert {(urlsplit(address).scheme, urlsplit(address).netloc) for address in addresses} == {("http", "test")}
    assert [answer.status_code for answer in answers] == [200] * 4
    assert not loaded.is_scripted_inline
    style = next(answer for answer in answers if answer.headers["content-type"].startswith("text/css"))
    assert {address.strip("\"'")[:5] for address in re.findall(r"url\(([^)]{5})", style.text)} <= {"data:", "data"}
    assert "@import" not in style.text


async def test_the_page_may_load_nothing_from_elsewhere_even_if_it_wanted_to(
    here: httpx.AsyncClient, prefix: str
) -> None:
    page = await here.get(f"{prefix}/docs")
    sources = {word for part in POLICY.split(";") for word in part.split()[1:]}

    assert page.headers["content-security-policy"] == POLICY
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
    assert "script-src 'self';" in POLICY


async def test_redoc_is_the_same_page(here: httpx.AsyncClient, prefix: str) -> None:
    answer = await here.get(f"{prefix}/redoc")

    assert (answer.status_code, answer.headers["location"]) == (307, "docs")
    assert urljoin(f"{HOST}{prefix}/redoc", "docs") == f"{HOST}{prefix}/docs"


async def test_the_document_and_the_page_have_no_word_of_another_host(here: httpx.AsyncClient, prefix: str) -> None:
    texts = [(await here.get(f"{prefix}{path}")).text for path in ("/docs", "/openapi.json")]

    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", "".join(texts)) == []


async def test_the_files_are_those_that_were_published(here: httpx.AsyncClient, prefix: str) -> None:
    lines = (FOLDER / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    page = (await here.get(f"{prefix}/docs")).text

    served = {}
    for name in sums:
        [address] = re.findall(rf'"(docs/[0-9.]+/{re.escape(name)})"', page)
        answer = await here.get(f"{prefix}/{address}")
        served[name] = hashlib.sha256(answer.content).hexdigest()
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"

    assert served == sums
    assert set(sums) == set(FILES) - {"start.js"}


@pytest.mark.parametrize("name", ["README.md", "..%2Fsettings.py", "swagger-ui.css.gz", "start.js%00"])
async def test_nothing_else_is_served_from_there(here: httpx.AsyncClient, prefix: str, name: str) -> None:
    page = (await here.get(f"{prefix}/docs")).text
    [folder] = re.findall(r'"(docs/[0-9.]+/)start.js"', page)

    answer = await here.get(f"{prefix}/{folder}{name}")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
