"""What docs/monitoring/ has: the dashboard, the alerts and the list of metrics fit what the service tells."""

import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from pydantic import SecretStr

from api.chores.ages import MOST_DAYS
from tests.api.health.monitored import (
    ADDED,
    FOLDER,
    OF_PROMETHEUS,
    everything_scraped,
    expressions_of,
    grouped,
    labels_of,
    plain,
    used,
)
from tests.support.readers import a_house
from tests.support.servers import Server

DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text())
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"][0]["rules"]
SOURCE = {"type": "object", "required": ["type", "uid"], "properties": {"uid": {"const": "${datasource}"}}}
PLACE = {"type": "integer", "minimum": 0}
# What Grafana needs of a dashboard that is imported.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "uid", "schemaVersion", "panels", "templating", "time", "refresh"],
    "properties": {
        "uid": {"type": "string", "pattern": "^[a-z-]{1,40}$"},
        "schemaVersion": {"type": "integer", "minimum": 36},
        "panels": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["id", "type", "title", "gridPos"],
                "properties": {
                    "id": {"type": "integer", "minimum": 1},
                    "type": {"enum": ["row", "timeseries", "stat", "bargauge"]},
                    "gridPos": {
                        "type": "object",
                        "required": ["h", "w", "x", "y"],
                        "properties": {
                            "h": PLACE, "y": PLACE, "w": {**PLACE, "maximum": 24}, "x": {**PLACE, "maximum": 23},
                        },
                    },
                    "targets": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["refId", "expr", "legendFormat", "datasource"],
                            "properties": {"refId": {"pattern": "^[A-Z]$"}, "datasource": SOURCE},
                        },
                    },
                },
                "if": {"properties": {"type": {"not": {"const": "row"}}}},
                "then": {"required": ["targets", "datasource", "fieldConfig", "options", "description"]},
            },
        },
        "templating": {
            "type": "object",
            "required": ["list"],
            "properties": {"list": {"items": {"required": ["name", "type", "query"]}}},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
async def scrape(servers: dict[int, Server], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A real scrape with something in every metric."""
    with pytest.MonkeyPatch.context() as patched:
        async with a_house(servers[18], is_empty=True, metrics_token=SecretStr("for-prometheus")) as house:
            yield await everything_scraped(house, tmp_path_factory.mktemp("empty"), patched)


def test_the_dashboard_has_what_grafana_needs() -> None:
    jsonschema_rs.validate(SCHEMA, DASHBOARD)

    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids) >= 20
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)  # no panel lies over another
    assert max(x for x, _ in cells) == 23


@pytest.mark.parametrize("expression", [*expressions_of(DASHBOARD), *(rule["expr"] for rule in RULES)])
async def test_every_metric_and_label_that_is_asked_for_is_told(scrape: str, expression: str) -> None:
    told = labels_of(scrape)

    asked = [(name, labels) for name, labels in used(expression) if name not in OF_PROMETHEUS]
    assert asked or "up" in expression
    for name, labels in asked:
        assert name in told, name
        assert labels <= told[name] | ADDED, name
    of_all = {label for name, _ in asked for label in told[name]}
    assert grouped(expression) <= of_all | ADDED


async def test_the_list_of_metrics_is_whole(scrape: str) -> None:
    documented = (FOLDER / "README.md").read_text()
    families = {line.split()[2] for line in scrape.splitlines() if line.startswith("# TYPE cinelibre_")}

    assert len(families) >= 35
    assert {name for name in families if f"`{name}`" not in documented} == set()


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 15
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
        assert {"summary", "remedy"} == rule["annotations"].keys(), rule["alert"]


def test_jobs_are_stale_in_the_alerts_when_health_says_so() -> None:
    [stale] = [rule["expr"] for rule in RULES if rule["alert"] == "CineLibreJobStale"]

    assert f'"sync|refresh.*"}}) > {MOST_DAYS["sync"]} * 86400' in stale
    assert f'"cleanup"}}) > {MOST_DAYS["cleanup"]} * 86400' in stale
    assert MOST_DAYS["sync"] == MOST_DAYS["refresh"]
    assert len(MOST_DAYS) == 3


def promtool(*arguments: str | Path) -> str:
    """What Prometheus' own tool says; the test is skipped where it is absent."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is absent: it comes with Debian's package prometheus")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_takes_the_alerts_and_the_dashboards_queries(tmp_path: Path) -> None:
    asked = [{"record": f"panel_{n}", "expr": plain(one)} for n, one in enumerate(expressions_of(DASHBOARD))]
    queries = tmp_path / "queries.yml"
    queries.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": asked}]}))

    assert f"{len(RULES)} rules found" in promtool("check", "rules", FOLDER / "alerts.yml")
    assert f"{len(asked)} rules found" in promtool("check", "rules", queries)


IDLE = 'cinelibre_job_idle_seconds{{job_name="{}"}}'
# What is told every minute, when to look, and which alerts there are then, by a label.
CASES: list[tuple[list[tuple[str, str]], str, str, list[dict[str, str]]]] = [
    ([("cinelibre_database_up", "0x10")], "3m", "CineLibreDatabaseAway", [{}]),
    ([("cinelibre_database_up", "1x10")], "3m", "CineLibreDatabaseAway", []),
    ([(IDLE.format("sync"), "259201x20")], "11m", "CineLibreJobStale", [{"job_name": "sync"}]),
    ([(IDLE.format("sync"), "259200x20")], "11m", "CineLibreJobStale", []),
    ([(IDLE.format("train"), "9999999x20")], "11m", "CineLibreJobStale", []),
    (
        [
            ('cinelibre_release{instance="a",version="1",sha256="one"}', "1x40"),
            ('cinelibre_shipped_release{instance="a",sha256="two"}', "1x40"),
            ('cinelibre_database_up{instance="a"}', "1x40"),
        ],
        "31m",
        "CineLibreSchemaDiffers",
        [{"instance": "a", "version": "1", "sha256": "one"}],
    ),
    (
        [
            ('cinelibre_release{instance="a",version="1",sha256="one"}', "1x40"),
            ('cinelibre_database_up{instance="a"}', "0x40"),  # away: nobody knows
        ],
        "31m",
        "CineLibreSchemaDiffers",
        [],
    ),
    (
        [
            ('cinelibre_evaluation_ndcg{system="blend, diversity 0"}', "0.2x5"),
            ('cinelibre_evaluation_ndcg{system="most rated"}', "0.2x5"),
        ],
        "1m",
        "CineLibreBlendWorse",
        [{}],
    ),
]  # fmt: skip


def test_alerts_come_when_they_should_and_only_then(tmp_path: Path) -> None:
    told = {rule["alert"]: {"severity": rule["labels"]["severity"]} for rule in RULES}
    cases = [
        {
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series],
            "alert_rule_test": [
                {
                    "eval_time": moment,
                    "alertname": alert,
                    "exp_alerts": [{"exp_labels": {**told[alert], **labels}} for labels in expected],
                }
            ],
        }
        for series, moment, alert, expected in CASES
    ]
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    for rule in rules["groups"][0]["rules"]:
        rule.pop("annotations")  # their words are nothing to compare
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(rules))
    (tmp_path / "cases.yml").write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "tests": cases}))

    assert "SUCCESS" in promtool("test", "rules", tmp_path / "cases.yml")
