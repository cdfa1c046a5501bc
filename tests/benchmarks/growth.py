"""Whether the process grows: its memory after every so many requests of the mixed traffic."""

from collections import Counter

from tests.benchmarks.durable import DurableDatabase
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.load import ANSWER_SECONDS
from tests.benchmarks.served import serving
from tests.benchmarks.setups import Contender, production_line, searches
from tests.benchmarks.tables import print_table
from tests.benchmarks.traffic import Traffic

N_CLIENTS = 32
N_READERS = 256
N_STEPS = 10


async def measure_growth(database: DurableDatabase, n_requests: int) -> None:
    """Prints it, without limits."""
    readers = await database.readers(N_READERS)
    rows = []
    contender = Contender("growth", production_line(), database.environment)
    with serving(contender, shows_complaints=False) as served:
        await served.seconds_until(next(searches()))
        traffic = Traffic(served.port, readers, Ledger())
        for step in range(N_STEPS + 1):
            if step:
                await traffic.drive(N_CLIENTS, ANSWER_SECONDS, n_requests // N_STEPS)
            memory = served.memory()
            rows.append([f"{step * n_requests // N_STEPS:,}", f"{memory.rss:.1f}", f"{memory.pss:.1f}"])
        kinds: Counter[str] = sum((answers.kinds for answers in traffic.answers["traffic"].values()), Counter())
    print_table(f"Memory of the process tree, MB, {N_CLIENTS} clients", ["after requests", "RSS", "PSS"], rows)
    print(f"Answers: {dict(kinds)}")
