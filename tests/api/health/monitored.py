"""A service with something to tell in every metric, scraped over a socket; and the names that PromQL uses."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from prometheus_client.parser import text_string_to_metric_families

from api.http.serving import BoundedServer
from api.settings import ROOT
from tests.support.people import write_films
from tests.support.readers import House, register, write

FOLDER = ROOT / "docs" / "monitoring"
TOKEN = {"Authorization": "Bearer for-prometheus"}
OF_PROMETHEUS = {"up"}  # it tells this one itself
ADDED = {"instance", "job"}  # labels that it adds to every sample
NAME = re.compile(r"\b(cinelibre_\w+|process_\w+|up)\b(?:\{([^}]*)\})?")
DATABASE_FACTS = """
    insert into cinelibre.job_runs (job_name, holder, ended_at, outcome) values ('sync', 'somebody', now(), 'done');
    insert into cinelibre.models (kind, name, is_active, metrics) values ('ease', 'b', true, '{"ndcg_at_10": 0.25}');
    select public.record_evaluation('{"newest_fifth": {"most rated": {"nDCG@10": 0.1}}}', '{}');
"""


async def everything_scraped(house: House, empty: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A scrape after requests that leave something in every metric."""
    await write_films(house.app.state.db, house.url)
    for statement in DATABASE_FACTS.strip().split("\n"):
        write(house.url, statement)
    monkeypatch.setattr(house.app.state.embedder, "_folder", empty)  # no model there: a search lacks something
    ada = await register(house.app.state.db, "ada")
    async with house.client(ada) as client:
        for path in ("/recommendations/personalized", "/search?q=a+cricket+match", "/movies/999"):
            await client.get(path)
    async with serving(house) as url, httpx.AsyncClient(headers=TOKEN) as prometheus:
        answer = await prometheus.get(f"{url}/metrics")
    assert answer.status_code == 200
    return answer.text


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[str]:
    """The application of a house behind a socket."""
    server = BoundedServer(uvicorn.Config(house.app, port=0, lifespan="off", log_config=None, access_log=False))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    ticking = asyncio.create_task(server.main_loop())
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await ticking
    await server.shutdown()


def labels_of(scrape: str) -> dict[str, set[str]]:
    """The labels of every metric, by the name of its samples."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(scrape):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def used(expression: str) -> list[tuple[str, set[str]]]:
    """The metrics of an expression, each with the labels that it is narrowed by."""
    return [(name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers))) for name, matchers in NAME.findall(expression)]


def grouped(expression: str) -> set[str]:
    """The labels that an expression sums by or joins on."""
    return {
        label.strip() for labels in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression) for label in labels.split(",")
    }


def plain(expression: str) -> str:
    """An expression of the dashboard as Prometheus reads it: Grafana's variables are filled in."""
    return expression.replace("$__rate_interval", "5m").replace("$instance", ".*").replace("$job", ".*")


def expressions_of(dashboard: dict[str, Any]) -> list[str]:
    """All queries of a dashboard."""
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
