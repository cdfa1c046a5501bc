"""A PostgreSQL that keeps what it acknowledged, with the trained demo, behind PostgREST; it can be killed."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from api.db.postgres import open_postgres
from api.jobs.training.job import train
from api.ship.embedded import embedded_postgres
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.benchmarks.setups import POSTGRES_VERSION, load_demo_into, surroundings
from tests.benchmarks.traffic import Reader, make_readers
from tests.support.processes import postgres_on
from tests.support.servers import running_postgrest, running_server, token


@dataclass(frozen=True)
class DurableDatabase:
    """The database's address for jobs, the environment that serves from it, and its folder."""

    url: str
    environment: dict[str, str]
    folder: Path
    stack: ExitStack

    async def readers(self, n_readers: int) -> list[Reader]:
        """New accounts in it."""
        async with open_postgres(self.url, 1) as db:
            return await make_readers(db, n_readers, self.environment["JWT_SECRET_KEY"])

    def kill(self) -> None:
        """SIGKILL to the server that runs on our own folder: it cannot write another byte."""
        for process in postgres_on(self.folder):
            process.kill()
            process.wait(10)

    def restart(self) -> float:
        """Starts it again, as a machine would; answers the seconds that recovery took."""
        started = time.perf_counter()
        self.stack.enter_context(embedded_postgres(self.folder, postgres_version=POSTGRES_VERSION))
        return time.perf_counter() - started


@contextmanager
def durable_database() -> Iterator[DurableDatabase]:
    """Runs one until the end of the block."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cinelibre-")))
        server = stack.enter_context(running_server(scratch, POSTGRES_VERSION, durable=True))
        database = server.create_database()
        url = server.url_of(database)
        ship(url, read_sql_tree())
        filling = get_context("spawn").Process(target=fill_demo, args=[url])
        filling.start()  # a process of its own: the model's libraries stay out of this one
        filling.join()
        assert filling.exitcode == 0, "the demo was not loaded"
        front = stack.enter_context(running_postgrest(server, database, scratch / "postgrest"))
        environment = {"SUPABASE_URL": front, "SUPABASE_KEY": token("service_role")}
        yield DurableDatabase(url, surroundings() | environment, scratch, stack)


def fill_demo(database_url: str) -> None:
    """Loads the demo and trains its models, in whatever process this is."""
    load_demo_into(database_url)
    asyncio.run(_train(database_url))


async def _train(database_url: str) -> None:
    async with open_postgres(database_url, 1) as db:
        await train(db)
