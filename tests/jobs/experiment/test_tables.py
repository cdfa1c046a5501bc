"""The tables of a report."""

from io import StringIO

from rich.console import Console

from api.experiments.report import report_of
from api.jobs.experiment.tables import show_report
from tests.api.experiments.test_report import of, sums

ENDED = {"state": "stopped", "share": 1.0, "stopped_by": "operator", "stop_reason": None}


def test_a_variant_with_fewer_than_two_readers_is_named_beside_the_control() -> None:
    told = sums(of("control", 0.1), of("bold", 0.0, n=1))
    told["experiment"] |= ENDED
    console = Console(file=StringIO(), width=160)

    show_report(report_of(told), console)

    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[1].split()[:3] == ["control", "1,000", "10.00%"]
    assert lines[2].split() == ["bold", "too", "few", "readers", "or", "events"]
