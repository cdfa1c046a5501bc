"""Experiments and reports for people's eyes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.experiments.measures import MEASURES

IS_SHARE = {measure.name: measure.is_share for measure in MEASURES}
VERDICTS = {"better": "better", "worse": "worse", "open": "not told yet", "too_few": "too few readers or events"}

Found = Mapping[str, Any]


def told(experiment: Found) -> str:
    """Return an experiment in one line."""
    total = sum(one["portion"] for one in experiment["variants"])
    variants = ", ".join(f"{one['name']} {one['portion'] / total:.0%}" for one in experiment["variants"])
    ended = f"; stopped by {experiment['stopped_by']}" if experiment["stopped_by"] else ""
    why = f": {experiment['stop_reason']}" if experiment["stop_reason"] else ""
    return f"{experiment['name']} {experiment['state']}, {variants} of {experiment['share']:.0%} of readers{ended}{why}"


def list_of(experiments: Sequence[Found], console: Console) -> str:
    """Print experiments, and return how many there are."""
    table = Table("experiment", "state", "from (UTC)", "to", "readers", "variants", box=None, pad_edge=False)
    for one in experiments:
        until = one["stopped_at"] or one["ends"]
        variants = ", ".join(f"{variant['name']} {variant['settings'] or ''}".strip() for variant in one["variants"])
        by = " by guardrail" if one["stopped_by"] == "guardrail" else ""
        cells = [one["name"], one["state"] + by, _day(one["starts"]), _day(until), f"{one['n_readers']:,}", variants]
        table.add_row(*map(Text, cells))
    if experiments:
        console.print(table)
    return f"{len(experiments)} experiment{'' if len(experiments) == 1 else 's'}"


def show_report(report: Found, console: Console) -> str:
    """Print a report; return the experiment in one line."""
    split = report["split"]
    names = [one["variant"] for one in split["variants"]]
    for measure in report["measures"]:
        if measure["variants"]:
            console.print(_table(measure, names))
            console.print()
    readers = ", ".join(
        f"{one['variant']} {one['n_readers']:,} ({one['n_expected']:,.1f} expected)" for one in split["variants"]
    )
    chance = f"p = {split['p_value']:.3f}; at any look {split['p_value_at_any_look']:.3f}"
    console.print(f"readers: {readers} ({chance})")
    if split["is_skewed"]:
        console.print("The split is skewed: variants lose readers unequally, so believe no difference above.")
    if report["harm"]:
        console.print(f"harm: {report['harm']}")
    return told(report["experiment"])


def _table(measure: Found, names: Sequence[str]) -> Table:
    percent = IS_SHARE[measure["measure"]]
    columns = (measure["measure"], "readers", "value", "95 % interval", "against control", "interval", "p", "")
    table = Table(*columns, box=None, pad_edge=False)
    found, compared = ({one["variant"]: one for one in measure[part]} for part in ("variants", "against_control"))
    for name in names:
        table.add_row(name, *_estimated(found.get(name), percent), *_beside(compared.get(name), percent))
    return table


def _estimated(one: Found | None, percent: bool) -> list[str]:
    if one is None:  # fewer than two readers: there is no variance
        return ["", "", ""]
    interval = f"{_number(one['low'], percent)} to {_number(one['high'], percent)}"
    return [f"{one['n_readers']:,}", _number(one["value"], percent), interval]


def _beside(compared: Found | None, percent: bool) -> list[str]:
    if compared is None:
        return ["control"]
    if compared["difference"] is None:
        return ["", "", "", VERDICTS[compared["verdict"]]]
    interval = f"{_number(compared['low'], percent, sign='+')} to {_number(compared['high'], percent, sign='+')}"
    difference = f"{_number(compared['difference'], percent, sign='+')} ({compared['lift']:+.1%})"
    return [difference, interval, _chance(compared["p_value"]), VERDICTS[compared["verdict"]]]


def _chance(p_value: float) -> str:
    return f"{p_value:.4f}" if p_value >= 0.0001 else "< 0.0001"


def _number(value: float, percent: bool, sign: str = "") -> str:
    return f"{value:{sign}.2%}" if percent else f"{value:{sign}.3f}"


def _day(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else ""
