"""How long one query takes to embed, in this process: `python -m tests.benchmarks.embedding`"""

import asyncio
import time
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from api.embedding import Embedder
from api.settings import Settings
from tests.benchmarks.load import percentile
from tests.benchmarks.setups import searches
from tests.benchmarks.tables import print_table

N_QUERIES = 500
N_WARM_UP = 50


async def measure_embedding() -> None:
    """Prints milliseconds a query, the way through the worker thread included."""
    embedder = Embedder(Settings.model_construct(**Settings.model_construct().model_dump()))
    questions = [parse_qs(urlsplit(path).query)["q"][0] for path in islice(searches(), N_WARM_UP + N_QUERIES)]
    ms = []
    for question in questions:
        started = time.perf_counter()
        await embedder.embed_query(question)
        ms.append((time.perf_counter() - started) * 1000)
    embedder.close()
    warm = ms[N_WARM_UP:]
    row = [*(f"{percentile(warm, percent):.2f}" for percent in (50, 95, 100)), f"{ms[0]:.0f}"]
    print_table(
        f"One query embedded, ms ({N_QUERIES} queries)",
        ["p50", "p95", "max", "the first, with the load"],
        [row],
    )


if __name__ == "__main__":
    asyncio.run(measure_embedding())
