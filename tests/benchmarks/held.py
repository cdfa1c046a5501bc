"""A checkout that serves its own trained demo, in a process of its own, until it is let go."""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from api.db.postgres import open_postgres
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.benchmarks.durable import fill_demo
from tests.benchmarks.load import Connection, get
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import POSTGRES_VERSION, Contender, production_line, surroundings
from tests.benchmarks.traffic import make_readers
from tests.support.servers import free_port, running_postgrest, running_server, token

N_READERS = 48  # every fourth has rated nothing, and is left out
LIST = "/recommendations/personalized?limit=20"
BARE = """
import sys, uvicorn
from fastapi import FastAPI, Response
body = sys.stdin.buffer.read()
app = FastAPI()

@app.get("/bare")
async def bare() -> Response:
    return Response(body, media_type="application/json")

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


class Held:
    """A running service, the tokens of its readers and how much its processes worked."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.port: int = told["port"]
        self.bare_port: int = told["bare_port"]
        self._tokens: list[str] = told["tokens"]
        self._pids: list[int] = told["pids"]
        self._bare_pid: int = told["bare_pid"]

    @classmethod
    @contextmanager
    def of(cls, checkout: Path, setup: str) -> Iterator["Held"]:
        """Starts the service of a checkout."""
        command = [sys.executable, "-m", "tests.benchmarks.held", setup]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=checkout, stdin=pipe, stdout=pipe, text=True) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            line = process.stdout.readline()
            try:
                yield cls(json.loads(line))
            finally:
                process.stdin.close()
                process.wait(60)

    def token(self, n: int) -> str:
        """The token of one of its readers."""
        return self._tokens[n % len(self._tokens)]

    def worked(self, *, bare: bool) -> float:
        """Processor time of its processes so far, in ms."""
        pids = [self._bare_pid] if bare else self._pids
        files = [file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(file.read_text().split()[0]) for file in files) / 1e6


def hold(setup: str) -> None:
    """Serves the demo and a bare route, tells where as a line of JSON, and ends when nobody listens any more."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cinelibre-")))
        server = stack.enter_context(running_server(scratch, POSTGRES_VERSION))
        database = server.create_database()
        url = server.url_of(database)
        ship(url, read_sql_tree())
        filling = get_context("spawn").Process(target=fill_demo, args=[url])
        filling.start()
        filling.join()
        environment = surroundings()
        if setup == "psycopg":
            environment["DATABASE_URL"] = url
        else:
            front = stack.enter_context(running_postgrest(server, database, scratch / "postgrest"))
            environment |= {"SUPABASE_URL": front, "SUPABASE_KEY": token("service_role")}
        tokens = asyncio.run(_tokens(url, environment["JWT_SECRET_KEY"]))
        served = stack.enter_context(serving(Contender("held", production_line(), environment)))
        body = asyncio.run(_warm(served, tokens))
        bare_port, bare = stack.enter_context(_bare(body))
        told = {"port": served.port, "bare_port": bare_port, "tokens": tokens, "bare_pid": bare.pid}
        print(json.dumps(told | {"pids": [one.pid for one in served.tree()]}), flush=True)
        sys.stdin.read()


async def _tokens(url: str, secret: str) -> list[str]:
    async with open_postgres(url, 1) as db:
        readers = await make_readers(db, N_READERS, secret)
    return [reader.token for n, reader in enumerate(readers) if n % 4]


async def _warm(served: Served, tokens: list[str]) -> bytes:
    """Waits until everything is loaded and every reader has a list that was read once; answers one of them."""
    await served.seconds_until("/health/ready")
    connection = Connection(served.port)
    await connection.get("/search/semantic?q=warm")
    for _ in range(2):
        answers = [await connection.exchange(get(LIST, one)) for one in tokens]
    connection.close()
    return answers[0].body


@contextmanager
def _bare(body: bytes) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Runs a route that returns `body`; yields its port and its process."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", BARE, str(port)], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(body)
        process.stdin.close()
        try:
            asyncio.run(_until_there(port))
            yield port, process
        finally:
            process.terminate()


async def _until_there(port: int) -> None:
    connection = Connection(port)
    for _ in range(400):
        if await connection.get("/bare") == "200":
            break
        await asyncio.sleep(0.05)
    connection.close()


if __name__ == "__main__":
    hold(sys.argv[1])
