"""How long one query takes to embed, in this process, and 1,000 texts of a job by one and two threads, by turns:
`python -m tests.benchmarks.embedding`, with `--texts` or `--memory N`
"""

import argparse
import asyncio
import os
import resource
import sys
import time
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from api.embedding import Embedder
from api.jobs.catalogue_writing import embedded_text
from api.jobs.demo.loading import demo_records
from api.settings import Settings
from tests.benchmarks.load import percentile
from tests.benchmarks.setups import searches
from tests.benchmarks.tables import Comparison, print_table

N_QUERIES = 500
N_WARM_UP = 50
N_TEXTS = 1_000
TEXTS_A_TURN = 100  # short turns: what else the machine does slows both alike
THREADS = (1, 2)


def opened(threads: int = 1) -> Embedder:
    """The shipped model, whatever the environment says."""
    return Embedder(Settings.model_construct(**Settings.model_construct().model_dump()), threads=threads)


async def measure_embedding() -> None:
    """Prints milliseconds a query, the way through the worker thread included, and a query asked before."""
    embedder = opened()
    found = dict.fromkeys(parse_qs(urlsplit(path).query)["q"][0] for path in islice(searches(), 2 * N_QUERIES))
    questions = list(islice(found, N_WARM_UP + N_QUERIES))
    ms = [await _timed(embedder, question) for question in questions]
    again = [await _timed(embedder, question) for question in questions]
    embedder.close()
    figures = [(ms[N_WARM_UP:], f"{ms[0]:.0f}"), (again[N_WARM_UP:], "")]
    print_table(
        f"One query embedded, ms ({len(questions) - N_WARM_UP} queries)",
        ["", "p50", "p95", "max", "the first, with the load"],
        [
            [name, *(f"{percentile(warm, percent):.2f}" for percent in (50, 95, 100)), first]
            for name, (warm, first) in zip(("new", "asked before"), figures, strict=True)
        ],
    )


async def _timed(embedder: Embedder, question: str) -> float:
    started = time.perf_counter()
    await embedder.embed_query(question)
    return (time.perf_counter() - started) * 1000


async def measure_texts() -> None:
    """Prints seconds and processor time of the demo's texts over and over, as a job embeds them."""
    about = [embedded_text(record) for record in demo_records()]
    texts = [f"{about[n % len(about)]} {n}" for n in range(N_TEXTS)]
    models = {f"{threads} thread{'s' * (threads > 1)}": opened(threads) for threads in THREADS}
    table = Comparison(f"{N_TEXTS:,} texts by turns of {TEXTS_A_TURN}, {_processor()}", list(models))
    for embedder in models.values():
        await embedder.embed_texts(texts[:TEXTS_A_TURN])
    for start in range(0, N_TEXTS, TEXTS_A_TURN):
        for name, embedder in models.items():
            seconds, cpu = time.perf_counter(), time.process_time()
            await embedder.embed_texts(texts[start : start + TEXTS_A_TURN])
            seconds, cpu = time.perf_counter() - seconds, time.process_time() - cpu
            table.add(name, "texts a second", TEXTS_A_TURN / seconds)
            table.add(name, "ms a text", seconds * 1000 / TEXTS_A_TURN)
            table.add(name, "processor ms a text", cpu * 1000 / TEXTS_A_TURN)
            table.add(name, "cores at work", cpu / seconds)
    table.show()
    for embedder in models.values():
        embedder.close()


async def measure_memory(threads: int) -> None:
    """Prints the most memory that this process took for a job's texts, on so many threads."""
    embedder = opened(threads)
    await embedder.embed_texts([embedded_text(record) * 3 for record in demo_records()])
    embedder.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{threads} threads: {peak / (1 << 20 if sys.platform == 'darwin' else 1 << 10):.0f} MB at most")


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    flags = path.read_text().split() if path.exists() else []
    kind = "VNNI" if {"avx_vnni", "avx512_vnni"} & set(flags) else "AVX2" if "avx2" in flags else "no AVX2"
    return f"{kind}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.embedding", description=__doc__)
    parser.add_argument("--texts", action="store_true", help="texts of a job, by one and two threads")
    parser.add_argument("--memory", type=int, metavar="N", help="the most memory that a job takes with N threads")
    given = parser.parse_args()
    if given.memory:
        asyncio.run(measure_memory(given.memory))
    else:
        asyncio.run(measure_texts() if given.texts else measure_embedding())
