"""The dashboard of docs/monitoring/ with real figures, as one page. `python -m tests.benchmarks.dashboard --help`

The demo is served by the Procfile's line and scraped by Prometheus, which has to be in PATH, under a bounded load. Then
every panel's own queries are asked, and drawn. With --picture, headless Chromium takes a picture of the page.
"""

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import yaml

from api.db.postgres import open_postgres
from api.settings import ROOT
from tests.benchmarks.dashboard_page import Line, page_of
from tests.benchmarks.durable import fill_demo
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import Contender, production_line, running_databases, searches
from tests.benchmarks.traffic import N_ITEMS, Reader, make_readers
from tests.support.servers import free_port

FOLDER = ROOT / "docs" / "monitoring"
TOKEN, SECRET = "for-prometheus", "a-secret-that-only-the-benchmarks-know"
N_READERS, N_CLIENTS, PAUSE_SECONDS = 24, 4, 0.15
SCRAPE_SECONDS, RATE = 2, "15s"


def main() -> int:
    """Serves, loads, scrapes, asks and draws."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dashboard", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of load (default 60)")
    parser.add_argument(
        "--data", type=Path, help="MovieLens' CSVs: measures lists first, so that their panel has figures"
    )
    parser.add_argument("--page", type=Path, default=Path("monitoring.html"), help="the page to write")
    parser.add_argument("--picture", type=Path, help="the picture to write")
    given = parser.parse_args()
    if shutil.which("prometheus") is None:
        print("Prometheus is absent: it is Debian's package prometheus.", file=sys.stderr)
        return 1
    dashboard = json.loads((FOLDER / "dashboard.json").read_text())
    with running_databases(["psycopg"]) as environments:
        environment = environments["psycopg"] | {"METRICS_TOKEN": TOKEN, "DATABASE_POOL_SIZE": "5"}
        training = get_context("spawn").Process(target=fill_demo, args=[environment["DATABASE_URL"]])
        training.start()
        training.join()
        measuring = [["evaluate", "--data", str(given.data.resolve())]] if given.data else []
        for job in (["refresh"], ["cleanup"], *measuring):
            subprocess.run([sys.executable, "-m", "api.jobs", *job], cwd=ROOT, env=environment, check=True)
        with serving(Contender("demo", production_line(), environment)) as served:
            readers = asyncio.run(ready_readers(served, environment["DATABASE_URL"]))
            asyncio.run(load(served, readers, given.seconds / 3))  # so that the first scrape has something to count
            with scraping(served.port) as prometheus:
                asyncio.run(load(served, readers, given.seconds))
                answers = {panel["id"]: asked(prometheus, panel, given.seconds) for panel in dashboard["panels"]}
    said = (
        f"The demo, {N_READERS} readers, {N_CLIENTS} clients, {given.seconds} s: drawn by tests/benchmarks/dashboard.py"
    )
    given.page.write_text(page_of(dashboard, answers, said))
    if given.picture:
        photograph(given.page, given.picture)
    return 0


@contextmanager
def scraping(port: int) -> Iterator[str]:
    """Prometheus before a service, with our alerts: its address."""
    with tempfile.TemporaryDirectory(prefix="cinelibre-prometheus-") as folder:
        own = free_port()
        job = {
            "job_name": "cinelibre",
            "scrape_interval": f"{SCRAPE_SECONDS}s",
            "authorization": {"credentials": TOKEN},
            "static_configs": [{"targets": [f"127.0.0.1:{port}"]}],
        }
        configuration = Path(folder, "prometheus.yml")
        rules = [str(FOLDER / "alerts.yml")]
        configuration.write_text(yaml.safe_dump({"rule_files": rules, "scrape_configs": [job]}))
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(
                ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address=127.0.0.1:{own}", "--log.level=warn"],
                stdout=log, stderr=log,
            )  # fmt: skip
            try:
                yield f"http://127.0.0.1:{own}"
            finally:
                process.terminate()
                process.wait(30)


async def ready_readers(served: Served, database_url: str) -> list[Reader]:
    """Readers of a service that is ready."""
    await served.seconds_until("/health/ready")
    async with open_postgres(database_url, 2) as db:
        return await make_readers(db, N_READERS, SECRET)


async def load(served: Served, readers: list[Reader], seconds: float) -> None:
    """Let them read lists, search, click, rate and say what they think."""
    deadline = time.perf_counter() + seconds
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}", timeout=30) as client:
        clients = (
            _client(client, readers[place::N_CLIENTS], random.Random(place), deadline) for place in range(N_CLIENTS)
        )
        await asyncio.gather(*clients)


async def _client(client: httpx.AsyncClient, readers: list[Reader], dice: random.Random, deadline: float) -> None:
    questions = searches()
    while time.perf_counter() < deadline:
        mine = {"Authorization": f"Bearer {dice.choice(readers).token}"}
        step = dice.random()
        if step < 0.2:
            await client.get(next(questions))
        elif step < 0.3:
            await client.get("/recommendations/carousels", headers=mine)
        elif step < 0.4:
            stars = {"item_id": dice.randint(1, N_ITEMS), "rating": dice.randint(1, 10) / 2}
            await client.post("/ratings", json=stars, headers=mine)
        elif step < 0.5:
            await client.get(f"/movies/{dice.randint(1, 400)}", headers=mine)  # some are not there
        else:
            await _read_list(client, dice, mine)
        await asyncio.sleep(PAUSE_SECONDS)


async def _read_list(client: httpx.AsyncClient, dice: random.Random, mine: dict[str, str]) -> None:
    """Read a list; then somebody clicks, mostly near its top, or says something."""
    read = (await client.get("/recommendations/personalized?limit=20", headers=mine)).json()
    place = min(int(dice.expovariate(0.25)), 19)
    if dice.random() < 0.4 and place < len(read.get("items", ())):
        named = {"recommendation_id": read["recommendation_id"]}
        item_id = read["items"][place]["id"]
        event = {"interaction_type": "recommendation_click", "item_id": item_id, "context": named}
        await client.post("/interactions", json=event, headers=mine)
        if dice.random() < 0.3:
            kind = dice.choice(["helpful", "helpful", "not_for_me"])
            await client.post("/feedback", json={**named, "item_id": item_id, "kind": kind}, headers=mine)


def asked(prometheus: str, panel: dict[str, Any], seconds: float) -> list[Line]:
    """What a panel shows of the last seconds."""
    now, lines = time.time(), []
    for target in panel.get("targets", []):
        expression = target["expr"].replace("$__rate_interval", RATE).replace("$instance", ".*").replace("$job", ".*")
        window = {"query": expression, "start": now - seconds, "end": now, "step": SCRAPE_SECONDS}
        found = httpx.get(f"{prometheus}/api/v1/query_range", params=window, timeout=30).json()
        assert found["status"] == "success", (panel["title"], found)
        for series in found["data"]["result"]:
            legend = target["legendFormat"]
            for name, value in series["metric"].items():
                legend = legend.replace(f"{{{{{name}}}}}", value)
            points = [(moment, float(value)) for moment, value in series["values"] if value != "NaN"]
            lines += [Line(legend, points)] if points else []
    return lines


def photograph(page: Path, picture: Path) -> None:
    """Take a picture of the whole page."""
    with tempfile.TemporaryDirectory(prefix="cinelibre-chromium-") as folder:
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}",
             "--hide-scrollbars", "--window-size=1280,2280",
             f"--screenshot={picture.resolve()}", page.resolve().as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
