"""One run of the budget: what is done to the service, what came of it, and what it had to keep."""

import asyncio
import time
from collections import Counter
from itertools import islice

from tests.benchmarks.cgroup import Cgroup
from tests.benchmarks.crowd import N_CONNECTIONS, Crowd
from tests.benchmarks.durable import DurableDatabase
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.load import Answers, Connection, get, load, percentile, probe
from tests.benchmarks.served import Served, Stopped
from tests.benchmarks.setups import searches
from tests.benchmarks.tables import print_table
from tests.benchmarks.traffic import Traffic

N_CLIENTS = 32
N_READERS = 256
N_AT_ONCE = 100
PROBE_SECONDS = 0.5
BURST_PROBES = 20
AWAY_SECONDS = 5
RECOVERY_TRIES = 600
BEFORE_TERM_SECONDS = 5
EXPECTED = ("unavailable", "overloaded")  # complaints that are told by their number alone
FORBIDDEN = ("cut", "refused", "late")  # and 5xx, save a 503 that says when to try again


class Proof:
    """Drives one running service through all scenes and keeps what was seen."""

    def __init__(self, served: Served, database: DurableDatabase, cgroup: Cgroup | None) -> None:
        self._served, self._database, self._cgroup = served, database, cgroup
        self._ledger = Ledger()
        self._facts: dict[str, str] = {}
        self._answers: dict[str, Answers] = {}
        self._ended: Answers = Answers()
        self._peak_mb = 0.0
        self._missing: list[str] = []
        self._stopped = Stopped(-1, float("nan"), 0)

    async def run(self, seconds: int, *, is_crashing: bool) -> None:
        """All scenes, in order."""
        weighing = asyncio.create_task(self._weigh())
        self._facts["start to ready, s"] = f"{await self._served.seconds_until('/health/ready'):.2f}"
        self._note_memory("ready")
        self._facts["start to first semantic answer, s"] = f"{await self._served.seconds_until(next(searches())):.2f}"
        self._note_memory("with the model")
        traffic = Traffic(self._served.port, await self._database.readers(N_READERS), self._ledger)
        crowd = Crowd(self._served.port)
        await crowd.come()
        self._note_memory(f"with {N_CONNECTIONS} open connections")
        await self._mixed(traffic, seconds, is_crashing=is_crashing)
        self._facts["open connections after the traffic"] = f"{crowd.n_open(self._served.tree()):,}"
        self._note_memory("after the traffic")
        await self._bursts(crowd)
        self._note_memory("after the bursts")
        crowd.leave()
        weighing.cancel()
        await self._end(traffic)
        self._collect(traffic, crowd)
        self._missing = self._ledger.missing(self._database.url)

    async def _mixed(self, traffic: Traffic, seconds: int, *, is_crashing: bool) -> None:
        n_probes = int(seconds / PROBE_SECONDS)
        probing = asyncio.create_task(probe(self._served.port, "/health/live", n_probes, PROBE_SECONDS))
        driving = asyncio.create_task(traffic.drive(N_CLIENTS, seconds))
        if is_crashing:
            await asyncio.sleep(seconds / 2)
            await self._crash(traffic)
        await driving
        self._answers["/health/live beside the traffic"] = await probing

    async def _crash(self, traffic: Traffic) -> None:
        """The database away for five seconds; the outage lasts until the service is ready again."""
        traffic.scene = traffic.marked = "outage"
        self._database.kill()
        await asyncio.sleep(AWAY_SECONDS)
        recovering = await asyncio.to_thread(self._database.restart)
        started = time.perf_counter()
        await self._until_ready()
        self._facts["the database's own recovery, s"] = f"{recovering:.1f}"
        self._facts["from its being back to the service's being ready, s"] = f"{time.perf_counter() - started:.1f}"
        traffic.scene = "afterwards"

    async def _until_ready(self) -> None:
        connection = Connection(self._served.port)
        for _ in range(RECOVERY_TRIES):
            if await connection.get("/health/ready") == "200":
                break
            await asyncio.sleep(0.1)
        connection.close()

    async def _bursts(self, crowd: Crowd) -> None:
        for n_requests in (N_AT_ONCE, N_CONNECTIONS):
            requests = [get(path) for path in islice(searches(), n_requests)]
            label = f"{n_requests:,} semantic searches at once"
            self._answers[label], self._answers[f"/health/live beside {n_requests:,}"] = await asyncio.gather(
                self._at_once(crowd, requests), probe(self._served.port, "/health/live", BURST_PROBES, PROBE_SECONDS)
            )

    async def _at_once(self, crowd: Crowd, requests: list[bytes]) -> Answers:
        if len(requests) == N_CONNECTIONS:
            return await crowd.ask_at_once(requests)
        return await load(self._served.port, requests, len(requests))

    async def _end(self, traffic: Traffic) -> None:
        """SIGTERM while all clients ask."""
        traffic.scene = "SIGTERM"
        driving = asyncio.create_task(traffic.drive(N_CLIENTS, BEFORE_TERM_SECONDS + 2))
        await asyncio.sleep(BEFORE_TERM_SECONDS)
        told = time.perf_counter()
        self._stopped = await asyncio.to_thread(self._served.stop)
        await driving
        cut = [asked for answers in traffic.answers["SIGTERM"].values() for asked in answers.cut_asked]
        n_lost = sum(asked < told for asked in cut)
        self._facts["SIGTERM: exit status"] = str(self._stopped.status)
        self._facts["SIGTERM: seconds to the end"] = f"{self._stopped.seconds:.2f}"
        self._facts["SIGTERM: processes left"] = str(self._stopped.n_left)
        self._facts["SIGTERM: requests under way that were lost"] = str(n_lost)
        self._facts["SIGTERM: asked after it and cut or refused"] = str(len(cut) - n_lost + _n_refused(traffic))

    def _collect(self, traffic: Traffic, crowd: Crowd) -> None:
        for scene, answers in traffic.answers.items():
            for kind in sorted(answers):
                self._answers[f"{scene}: {kind}"] = answers[kind]
        self._answers["/health/live by open connections"] = crowd.answers

    async def _weigh(self) -> None:
        while True:
            self._peak_mb = max(self._peak_mb, await asyncio.to_thread(self._rss))
            await asyncio.sleep(0.5)

    def _rss(self) -> float:
        return self._served.memory().rss

    def _note_memory(self, state: str) -> None:
        self._facts[f"resident, process tree, {state}, MB"] = f"{self._rss():.0f}"

    def show(self) -> bool:
        """Prints everything; whether all that had to be kept was kept."""
        self._facts["resident, process tree, most at any time, MB"] = f"{self._peak_mb:.0f}"
        if self._cgroup:
            self._facts["peak of the cgroup, file pages included, MB"] = f"{self._cgroup.peak_mb:.0f}"
        self._facts |= {f"acknowledged {what}": f"{n:,}" for what, n in self._ledger.n_acknowledged.items()}
        print_table("Starts, memory, end, writes", ["", ""], [[name, fact] for name, fact in self._facts.items()])
        header = ["answers", "200", "p50 ms", "p95", "p99", "most", "others"]
        print_table("Answers", header, [_row(name, answers) for name, answers in self._answers.items()])
        claims = self._claims()
        print_table("Kept", ["", ""], [[claim, "yes" if is_kept else "NO"] for claim, is_kept in claims.items()])
        print("\n".join(self._missing[:10]))
        complaints = self._served.complaints()
        print(f"The log's complaints: {dict(Counter(_event(line) for line in complaints))}")
        print("\n".join([line for line in complaints if not _event(line).endswith(EXPECTED)][:10]))
        return all(claims.values())

    def _claims(self) -> dict[str, bool]:
        kinds: Counter[str] = sum(
            (answers.kinds for name, answers in self._answers.items() if not name.startswith("SIGTERM")), Counter()
        )
        ended: Counter[str] = sum(
            (answers.kinds for name, answers in self._answers.items() if name.startswith("SIGTERM")), Counter()
        )
        return {
            "nothing was killed for want of memory": not self._cgroup or self._cgroup.n_killed == 0,
            "no 5xx but a 503 with Retry-After": not any(_is_fault(kind) for kind in kinds + ended),
            "no connection cut, refused or left without an answer": not any(kinds[kind] for kind in FORBIDDEN),
            "SIGTERM: status 0, nothing left, nothing under way lost": (self._stopped.status, self._stopped.n_left)
            == (0, 0)
            and self._facts["SIGTERM: requests under way that were lost"] == "0",
            "every acknowledged write is in the database": not self._missing,
        }


def _is_fault(kind: str) -> bool:
    return kind.startswith("5") and (not kind.startswith("503") or kind.endswith("without Retry-After"))


def _n_refused(traffic: Traffic) -> int:
    return sum(answers.statuses["refused"] for answers in traffic.answers["SIGTERM"].values())


def _event(line: str) -> str:
    """What a line of the log is about."""
    _, _, rest = line.partition('"event": "')
    event, _, fields = rest.partition('"')
    _, _, error = fields.partition('"error": "')
    return f"{event} {error.partition(chr(34))[0]}".strip() if event else line[:120]


def _row(name: str, answers: Answers) -> list[str]:
    percentiles = (
        [f"{percentile(answers.ms, percent):,.0f}" for percent in (50, 95, 99, 100)] if answers.ms else ["-"] * 4
    )
    others = ", ".join(f"{n:,} × {kind}" for kind, n in sorted(answers.kinds.items()) if kind != "200")
    return [name, f"{answers.statuses['200']:,}", *percentiles, others]
