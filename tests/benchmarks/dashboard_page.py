"""One HTML page with the panels of the Grafana dashboard, drawn from what Prometheus answered."""

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

COLORS = ("#7eb26d", "#eab839", "#6ed0e0", "#ef843c", "#e24d42", "#1f78c1", "#ba43a9", "#705da0")
WIDTH, HEIGHT, LEFT, BOTTOM = 380, 150, 52, 16
STYLE = """
body { margin: 0; padding: 12px; background: #111217; color: #ccccdc; font: 12px/1.35 system-ui, sans-serif }
h1 { font-size: 17px; margin: 0 0 2px } p { margin: 0 0 10px; color: #9d9fb0 }
main { display: grid; grid-template-columns: repeat(24, 1fr); gap: 8px }
h2 { grid-column: 1 / -1; font-size: 13px; margin: 6px 0 0 }
section { background: #181b1f; border: 1px solid #2c3235; border-radius: 3px; padding: 7px 9px; min-height: 216px }
h3 { font-size: 12px; margin: 0 0 4px; font-weight: 600 } svg { width: 100%; height: auto; display: block }
ul { list-style: none; margin: 4px 0 0; padding: 0; font-size: 10.5px } li { display: inline-block; margin-right: 10px }
i { display: inline-block; width: 10px; height: 3px; vertical-align: middle; margin-right: 4px }
.bar { display: grid; grid-template-columns: 40% 1fr 62px; gap: 6px; align-items: center; margin: 5px 0 }
.bar b { height: 9px; background: #7eb26d; display: block } .bar span:last-child { text-align: right }
.stat { font-size: 34px; color: #7eb26d; padding: 30px 0 0; text-align: center }
.none { padding: 50px 0; text-align: center; color: #6e7082 }
"""


class Line(NamedTuple):
    """A series: its legend, and its points in time."""

    legend: str
    points: Sequence[tuple[float, float]]

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]


def page_of(dashboard: dict[str, Any], answers: dict[int, list[Line]], said: str) -> str:
    """The whole page; `answers` has the lines by the id of their panel."""
    parts = [
        f"<h2>{escape(panel['title'])}</h2>" if panel["type"] == "row" else _section(panel, answers[panel["id"]])
        for panel in dashboard["panels"]
    ]
    title = escape(dashboard["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(said)}</p><main>{''.join(parts)}</main></html>\n"
    )


def _section(panel: dict[str, Any], lines: list[Line]) -> str:
    draw = {"timeseries": _graph, "bargauge": _bars, "stat": _stats}[panel["type"]]
    unit = panel["fieldConfig"]["defaults"]["unit"]
    inside = draw(lines, unit) if lines else '<div class="none">No data</div>'
    span = f"grid-column: span {panel['gridPos']['w']}"
    return f'<section style="{span}"><h3>{escape(panel["title"])}</h3>{inside}</section>'


def _graph(lines: list[Line], unit: str) -> str:
    """Lines over time, with three marks on either side."""
    times = [moment for line in lines for moment, _ in line.points]
    top = max((value for line in lines for _, value in line.points), default=0) * 1.1 or 1.0
    start, span = min(times), max(max(times) - min(times), 1)

    def place(moment: float, value: float) -> str:
        x = LEFT + (moment - start) / span * (WIDTH - LEFT)
        return f"{x:.1f},{(HEIGHT - BOTTOM) * (1 - value / top) + 4:.1f}"

    drawn = [
        f'<polyline fill="none" stroke="{COLORS[n % len(COLORS)]}" stroke-width="1.4"'
        f' points="{" ".join(place(*point) for point in line.points)}"/>'
        for n, line in enumerate(lines)
    ]
    marks = [_mark(top * share, top, unit) for share in (0, 0.45, 0.9)]
    legend = [
        f'<li><i style="background:{COLORS[n % len(COLORS)]}"></i>{_told(line, unit)}</li>'
        for n, line in enumerate(lines)
    ]
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(marks + drawn)}</svg><ul>{"".join(legend)}</ul>'


def _mark(value: float, top: float, unit: str) -> str:
    y = (HEIGHT - BOTTOM) * (1 - value / top) + 4
    return (
        f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#2c3235"/>'
        f'<text x="{LEFT - 5}" y="{y + 3:.1f}" text-anchor="end" font-size="9" fill="#9d9fb0">'
        f"{amount(value, unit)}</text>"
    )


def _told(line: Line, unit: str) -> str:
    return f"{escape(line.legend)} <b>{amount(line.last, unit)}</b>"


def _bars(lines: list[Line], unit: str) -> str:
    most = max(line.last for line in lines) or 1
    return "".join(
        f'<div class="bar"><span>{escape(line.legend)}</span><b style="width:{line.last / most:.1%}"></b>'
        f"<span>{amount(line.last, unit)}</span></div>"
        for line in sorted(lines, key=lambda one: -one.last)[:9]
    )


def _stats(lines: list[Line], unit: str) -> str:
    return f'<div class="stat">{" · ".join(f"{amount(line.last, unit)} {escape(line.legend)}" for line in lines)}</div>'


def amount(value: float, unit: str) -> str:
    """A value as people read it."""
    if unit in {"bytes", "Bps"}:
        size = next((name, step) for name, step in (("MB", 1e6), ("kB", 1e3), ("B", 1.0)) if value >= step or step == 1)
        return f"{value / size[1]:.4g} {size[0]}{'/s' if unit == 'Bps' else ''}"
    if unit == "s":
        return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.3g} s"
    if unit == "percentunit":
        return f"{value:.1%}"
    return (
        f"{value:.3g}{ {'reqps': '/s', 'ops': '/s', 'h': ' h', 'd': ' d'}.get(unit, '') }"
        if value < 1000
        else f"{value:,.0f}"
    )
