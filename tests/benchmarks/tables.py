"""Tables of what was measured, for people."""

import statistics
from collections import defaultdict


class Comparison:
    """Samples of several contenders, metric by metric.

    Shows the median (least–most) of each, and the median of the ratios to the first contender,
    sample by sample: what else the machine does meanwhile slows both alike.
    """

    def __init__(self, title: str, names: list[str]) -> None:
        self._title = title
        self._names = names
        self._samples: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, name: str, metric: str, value: float) -> None:
        """Notes one sample."""
        self._samples[metric][name].append(value)

    def show(self) -> None:
        """Prints the table."""
        first, *others = self._names
        rows = [
            [
                metric,
                *(_spread(of[name]) for name in self._names),
                *(_ratio(of[name], of[first]) for name in others),
            ]
            for metric, of in self._samples.items()
        ]
        print_table(self._title, ["", *self._names, *(f"{name} / {first}" for name in others)], rows)


def _spread(samples: list[float]) -> str:
    if not samples:
        return "-"
    median = _shown(statistics.median(samples))
    return f"{median} ({_shown(min(samples))}–{_shown(max(samples))})" if len(samples) > 1 else median


def _shown(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def _ratio(samples: list[float], bases: list[float]) -> str:
    ratios = [sample / base for sample, base in zip(samples, bases, strict=False) if base]
    return f"{statistics.median(ratios):.2f}" if ratios else "-"


def print_table(title: str, header: list[str], rows: list[list[str]]) -> None:
    """Prints `rows` in columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    print(f"\n## {title}\n")
    for row in [header, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    print(flush=True)
