"""docs/scaling.md says what is computed, from figures that docs/benchmarks.md has."""

import re
from pathlib import Path

import pytest

from tests.benchmarks import scaling
from tests.benchmarks.scaling import Measured

DOCS = Path(__file__).parent.parent / "docs"
MEASURED = {name: value for name, value in vars(scaling).items() if isinstance(value, Measured)}


def test_the_document_has_every_computed_line() -> None:
    document = (DOCS / "scaling.md").read_text().splitlines()

    assert [line for line in scaling.tables() if line not in document] == []


@pytest.mark.parametrize("name", MEASURED)
def test_what_is_computed_from_is_measured(name: str) -> None:
    value, row = MEASURED[name]
    figures = {float(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*(?:\.\d+)?", row)}

    assert row in (DOCS / "benchmarks.md").read_text()
    assert value in figures or (name, value) == ("FREE_MILLION_RATINGS", 2)


def test_arithmetic_by_hand() -> None:
    # 422 answers in 120 s, half of it used, 34 requests a day of which a tenth in one hour, a tenth of readers a day.
    assert scaling.readers_by_answers(422) == pytest.approx(422 / 120 * 0.5 * 3600 / 3.4 * 10)
    # An hour of 3,600,000 ms in a day, of which a tenth in the busiest hour, by cores that are half busy.
    assert scaling.cores(3_600_000) == pytest.approx(0.2)
    assert scaling.neighbors_ms(6) == 227
    assert scaling.grown(32, 43, 6, 36) == pytest.approx(54)
    assert [scaling.rounded(value) for value in (0, 0.0076, 9.44, 363, 18_618)] == [
        "0",
        "0.0076",
        "9.4",
        "360",
        "19,000",
    ]
