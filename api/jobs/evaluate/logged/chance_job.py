"""`python -m api.jobs evaluate --off-policy`: what another configuration would have brought, by what chance decided."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from api.db import Database
from api.jobs.evaluate.logged.chance_log import Configuration, LoggedChance, read_chances
from api.jobs.evaluate.logged.off_policy import FEWEST_EFFECTIVE, Decision, Estimates, WithInterval, estimate_policy
from api.jobs.evaluate.logged.policies import decisions_of_exploring, decisions_of_presets, explored, with_presets
from api.ranking.blend import PRESETS
from api.ranking.exploring import USUAL, Exploring

COLUMNS = (
    "configuration", "lists", "as logged", "IPS", "SNIPS", "DR", "DR beyond logged", "effective", "largest weight",
)  # fmt: skip
TOO_FEW = "too few"
USUAL_ONES: Mapping[str, Exploring] = {
    "as now": USUAL,
    "even among all": USUAL._replace(floor=1.0),
    "fit counts twice": USUAL._replace(fit_power=2.0),
    "fit counts nothing": USUAL._replace(fit_power=0.0),
}

Say = Callable[[str], None]


async def evaluate_chances(db: Database, asked: Configuration, say: Say) -> str:
    """Print what the usual configurations, and the one that is asked, would have brought; return a line."""
    lists = [one async for one in read_chances(db)]
    places, drawn = explored(lists), with_presets(lists)
    if places:
        ways = dict(USUAL_ONES) if asked.exploring is None else {**USUAL_ONES, "asked": asked.exploring}
        say("Clicks per exploring place")
        _say_table({name: decisions_of_exploring(places, way) for name, way in ways.items()}, say)
    if drawn:
        say("Clicks per list, by preset")
        _say_table(_presets(drawn, asked.presets), say)
    if not lists:
        say("Chance decided nothing of the lists that were shown: set EXPLORE_SHARE or EXPLORE_PRESETS.")
    n_readers = len({one.user_id for one in lists})
    return f"{len(places):,} exploring places and {len(drawn):,} drawn presets of {n_readers:,} readers"


def _presets(drawn: Sequence[LoggedChance], asked: Mapping[int, str]) -> dict[str, list[Decision]]:
    found = {f"{name} for all": decisions_of_presets(drawn, {0: name}) for name in PRESETS}
    return found if not asked else {**found, "asked": decisions_of_presets(drawn, asked)}


def _say_table(by_name: Mapping[str, Sequence[Decision]], say: Say) -> None:
    lines, few = [], []
    for name, decisions in by_name.items():
        found = estimate_policy(decisions)
        lines.append([name, *_cells(found)])
        if not found.is_enough:
            few.append(name)
    say("\n".join(f"| {' | '.join(line)} |" for line in (COLUMNS, ["---"] * len(COLUMNS), *lines)))
    if few:
        say(
            f"The log is too small, or too different, to decide by on: {', '.join(few)}. It takes"
            f" {FEWEST_EFFECTIVE:.0f} effective lists."
        )


def _cells(found: Estimates) -> list[str]:
    estimates = (found.ips, found.snips, found.dr, found.gain)
    values = [_cell(value) if found.n_effective > 0 else TOO_FEW for value in estimates]
    return [f"{found.n:,}", _cell(found.logged), *values, f"{found.n_effective:,.0f}", f"{found.largest_weight:.1f}"]


def _cell(value: WithInterval) -> str:
    if not isfinite(value.low):  # of one reader, who has no variance
        return TOO_FEW
    return f"{value.mean:.4f} ({value.low:.4f} to {value.high:.4f})"
