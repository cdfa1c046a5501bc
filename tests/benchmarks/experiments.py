"""How often experiments deceive, and how often they find a true difference: `python -m tests.benchmarks.experiments`.

Simulated readers are looked at every day. An A/A experiment has two equal variants: whatever it finds is false.
"""

import argparse
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.experiments.statistics import ALPHA, wilson
from tests.benchmarks.simulated_experiments import CLICKS, REFUSALS, Look, Plan, looks_at, power_of

LIFTS = (0.05, 0.1, 0.15, 0.2)
HARMS = (
    (CLICKS, 0.08, (0.0, -0.05, -0.2, -0.3, -0.5)),
    (REFUSALS, 0.01, (0.0, 0.05, 0.25, 0.5, 1.0)),
    (REFUSALS, 0.03, (0.0, 0.05, 0.25, 0.5, 1.0)),
)
NULLS = (
    Plan(),
    Plan(days=14),
    Plan(readers_a_day=20),
    Plan(readers_a_day=400),
    Plan(rate=0.02),
    Plan(rate=0.3),
)


def first_day(looks: Sequence[Look]) -> int | None:
    """Return the first day on which the experiment is decided, from 1."""
    return next((day for day, look in enumerate(looks, 1) if look.p_value < ALPHA), None)


def covers(looks: Sequence[Look], truth: float) -> bool:
    """Say whether every day's interval has the true difference."""
    return all(look.low <= truth <= look.high for look in looks)


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2000, help="simulated for each row (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(TABLES), help="one table")
    given = parser.parse_args()
    rng, console = np.random.default_rng(given.seed), Console(width=120)
    for name, table in TABLES.items():
        if given.only in (None, name):
            console.print(table(given.experiments, rng))


def _false_alarms(n: int, rng: np.random.Generator) -> Table:
    columns = ("readers a day", "days", "click-through", "false alarms", "95 %", "naive, every day", "naive, last day")
    table = Table(*columns, title="A/A: experiments that find a difference where there is none", box=None)
    for plan in NULLS:
        every = [looks_at(plan, rng) for _ in track(range(n), transient=True)]
        alarms = sum(first_day(looks) is not None for looks in every) / n
        low, high = wilson(alarms, n)
        naive = sum(min(look.naive for look in looks) < ALPHA for looks in every) / n
        last = sum(looks[-1].naive < ALPHA for looks in every) / n
        cells = (
            f"{plan.readers_a_day}",
            f"{plan.days}",
            f"{plan.rate:.0%}",
            f"{alarms:.1%}",
            f"{low:.1%} to {high:.1%}",
        )
        table.add_row(*cells, f"{naive:.1%}", f"{last:.1%}")
    return table


def _found(n: int, rng: np.random.Generator) -> Table:
    columns = ("readers a day", "lift", "computed", "found", "95 %", "median day", "intervals true on all days")
    table = Table(*columns, title="A/B: a true lift of click-through, 8 %, in 28 days", box=None)
    for readers_a_day in (100, 200):
        for lift in LIFTS:
            plan = Plan(readers_a_day=readers_a_day, lift=lift)
            every = [looks_at(plan, rng) for _ in track(range(n), transient=True)]
            days = [day for looks in every if (day := first_day(looks)) is not None]
            low, high = wilson(len(days) / n, n)
            true = sum(covers(looks, plan.rate * lift) for looks in every) / n
            cells = (f"{readers_a_day}", f"{lift:.0%}", f"{power_of(plan):.1%}", f"{len(days) / n:.1%}")
            median = f"{np.median(days):.0f}" if days else ""
            table.add_row(*cells, f"{low:.1%} to {high:.1%}", median, f"{true:.1%}")
    return table


def stopped_on(looks: Sequence[Look]) -> int | None:
    """Return the first day on which a guardrail stops the experiment, from 1."""
    return next((day for day, look in enumerate(looks, 1) if look.is_harmful), None)


def _stopped(n: int, rng: np.random.Generator) -> Table:
    columns = ("measure", "rate", "true change", "stopped", "95 %", "median day")
    table = Table(*columns, title="Guardrails: at most 5 % worse, 200 readers a day, 28 days", box=None)
    for measure, rate, changes in HARMS:
        for change in changes:
            plan = Plan(readers_a_day=200, rate=rate, lift=change, measure=measure)
            firsts = [stopped_on(looks_at(plan, rng)) for _ in track(range(n), transient=True)]
            days = [day for day in firsts if day is not None]
            low, high = wilson(len(days) / n, n)
            cells = (measure.name, f"{rate:.0%}", f"{change:+.0%}", f"{len(days) / n:.1%}")
            table.add_row(*cells, f"{low:.1%} to {high:.1%}", f"{np.median(days):.0f}" if days else "")
    return table


TABLES = {"false-alarms": _false_alarms, "found": _found, "stopped": _stopped}

if __name__ == "__main__":
    main()
