"""The calls of routes for admins, in the manner of tests/api/test_round_trips.py."""

from typing import Any

BOLDER = {"name": "bolder", "variants": [{"name": "control"}, {"name": "bold", "settings": {"diversity": 0.4}}]}

# Method, path, what to send, and the functions that are called first.
ADMINS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("GET", "/admin/doctor", {}, ["get_diagnosis"]),
    ("GET", "/admin/jobs", {}, ["get_jobs"]),
    ("GET", "/admin/growth", {}, ["get_growth"]),
    ("GET", "/admin/lists", {}, ["get_list_counts"]),
    ("GET", "/admin/models", {}, ["get_model_versions"]),
    ("GET", "/admin/items/1", {}, ["get_item_neighbors"]),
    # A list is ranked here, and its evidence is gathered for what was chosen.
    ("POST", "/admin/readers", {"json": {"email": "a@example.com"}}, ["examine_reader", "get_examined_list"]),
    # In an order in which each of them succeeds.
    ("POST", "/admin/experiments", {"json": BOLDER}, ["create_experiment"]),
    ("GET", "/admin/experiments", {}, ["get_experiments"]),
    ("GET", "/admin/experiments/bolder", {}, ["get_experiment_report"]),
    ("POST", "/admin/experiments/bolder/stop", {"json": {"reason": "Enough"}}, ["stop_experiment"]),
    # Once the chore has its lease, it goes on by itself.
    ("POST", "/admin/jobs/cleanup/runs", {}, ["start_chore"]),
    ("POST", "/model/reload", {}, ["get_models_as_admin"]),
]
