"""Every route that the document names, and a body that each takes."""

from typing import Any

from api.app import create_app

DESCRIBED = create_app().openapi()
A_LIST = "0b6e0f3c-6f0e-4d0f-9a3e-5a4d3c2b1a09"
EXAMPLES = {"item_type": "movie", "recommendation_id": A_LIST, "job_name": "cleanup", "experiment_name": "bolder"}
EXAMPLES |= {
    "person_id": A_LIST,
    "group_id": "7c1c2f0e-9a53-4a7e-8f0e-1d2b3c4d5e6f",
    "member_id": "2b8f6a34-51c7-4e0d-9b1a-0f9e8d7c6b5a",
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/auth/register"): {"email": "somebody@example.com", "password": "correct horse battery"},
    ("POST", "/auth/login"): {"email": "somebody@example.com", "password": "correct horse battery"},
    ("POST", "/auth/forgot-password"): {"email": "somebody@example.com"},
    ("POST", "/auth/reset-password"): {"email": "somebody@example.com", "code": "7K2M", "password": "correct horse"},
    ("PATCH", "/auth/me"): {"name": "Ada"},
    ("DELETE", "/auth/me"): {"password": "correct horse battery"},
    ("PATCH", "/me/influences"): {"kind": "item", "item_id": 1, "weight": 0},
    ("POST", "/ratings"): {"item_id": 1, "rating": 4},
    ("POST", "/interactions"): {"interaction_type": "like", "item_id": 1},
    ("POST", "/library/import/choices"): {"choices": [{"item_id": 1, "kept": {"rating": 4}}]},
    ("POST", "/interactions/batch"): {"events": [{"interaction_type": "like", "item_id": 1}]},
    ("POST", "/events/watch"): {"item_id": 1},
    ("POST", "/events/search"): {"query": "rain"},
    ("POST", "/events/rating"): {"item_id": 1, "rating": 4},
    ("POST", "/events/favorite"): {"item_id": 1},
    ("POST", "/matches/{person_id}/report"): {"reason": "The name is an insult."},
    ("POST", "/recommendations/session"): {"items": [{"item_id": 1}]},
    ("POST", "/feedback"): {"recommendation_id": A_LIST, "item_id": 1, "kind": "helpful"},
    ("PUT", "/notes/{item_type}/{item_id}"): {"note": "Again"},
    ("PUT", "/reviews/{item_type}/{item_id}"): {"text": "Again"},
    ("POST", "/reviews/{review_id}/report"): {"reason": "Spam"},
    ("POST", "/groups"): {"name": "Friday films"},
    ("POST", "/admin/readers"): {"reader_id": 1},
    ("POST", "/admin/experiments"): {"name": "bolder", "variants": [{"name": "control"}, {"name": "bold"}]},
    ("POST", "/admin/experiments/{experiment_name}/stop"): {"reason": "Enough"},
    ("POST", "/groups/join"): {"code": "7K2M-9XQP"},
    ("POST", "/groups/join/guest"): {"code": "7K2M-9XQP", "name": "Grace"},
    ("PATCH", "/groups/{group_id}"): {"name": "Saturday films"},
    ("POST", "/groups/{group_id}/picks"): {"rule": "nash"},
    ("POST", "/groups/{group_id}/evenings"): {"item_id": 1},
}

ROUTES = sorted((method.upper(), path) for path, methods in DESCRIBED["paths"].items() for method in methods)
NAMES = [f"{method} {path}" for method, path in ROUTES]


def address_of(path: str) -> str:
    """A path with something in place of its parameters."""
    return "/".join(EXAMPLES.get(part.strip("{}"), "1") if part.startswith("{") else part for part in path.split("/"))


def needed(path: str) -> dict[str, str]:
    """The parameters without which a route is not asked."""
    if path == "/recommendations/next":
        return {"recommendation_id": EXAMPLES["recommendation_id"]}
    if path in ("/items", "/predictions"):
        return {"ids": "1"}
    return {"q": "rain"} if path in {"/search", "/search/semantic", "/search/suggest"} else {}


def body_schema(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation takes as JSON; nothing where it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {"schema": {}})
    either = content["schema"].get("anyOf", [content["schema"]])
    named = str(either[0].get("$ref", "")).rpartition("/")[2]
    schema: dict[str, Any] = DESCRIBED["components"]["schemas"].get(named, {})
    return schema
