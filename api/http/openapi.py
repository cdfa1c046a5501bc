"""The OpenAPI document: FastAPI's, with what FastAPI cannot tell by itself, and its words of its own."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.http.deps import may_be_nobody
from api.http.guests import GUEST_KEY

DESCRIPTION = """Recommendations for movies and books that explain themselves.

Every error has the shape `{"error", "detail", "request_id"}`. A 422 also has `fields`, a 503 also `Retry-After`."""
TAGS = [
    {"name": "recommendations", "description": "What you might like, and why."},
    {"name": "search", "description": "Find movies and books by words and by meaning."},
    {"name": "catalogue", "description": "Movies and books."},
    {"name": "accounts", "description": "Registration, login and your account."},
    {"name": "ratings", "description": "Your star ratings."},
    {"name": "predictions", "description": "How many stars you would give."},
    {"name": "onboarding", "description": "What to ask newcomers about."},
    {"name": "interactions", "description": "Record what you did."},
    {"name": "shelf", "description": "What you watched, saved for later, and hid."},
    {"name": "influences", "description": "What moves your lists, and by how much."},
    {"name": "insights", "description": "What the service thinks of you."},
    {"name": "reviews", "description": "What readers wrote of movies and books."},
    {"name": "feedback", "description": "What you say of items on your lists."},
    {"name": "people", "description": "People of similar taste, and friends."},
    {"name": "library", "description": "Export and import everything that your account has."},
    {"name": "groups", "description": "What to watch together, and whose turn it is."},
    {"name": "live", "description": "Hear of changes as they happen."},
    {"name": "health", "description": "The state of the service."},
    {"name": "admin", "description": "What whoever runs the service looks at."},
]


class DocumentedAPI(FastAPI):
    """FastAPI, with a document that says which routes need a token and on which it is optional."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which is made once."""
        if not self.openapi_schema:
            paths = super().openapi()["paths"]
            for route in iter_route_contexts(self.routes):
                for method in route.methods or ():
                    operation = paths.get(route.path_format, {}).get(method.lower(), {})
                    _errors_are_json(operation.get("responses", {}))
                    takes_guests = {GUEST_KEY: []} in operation.get("security", [])
                    if "security" in operation and may_be_nobody(route.dependant) and not takes_guests:
                        operation["security"].append({})  # an empty requirement means that the token is optional
        return super().openapi()


def _errors_are_json(responses: dict[str, Any]) -> None:
    """Name JSON as the type of every error: FastAPI names the type that a route answers with when all goes well."""
    for status, told in responses.items():
        if status >= "400" and "content" in told:
            [schema] = told["content"].values()
            told["content"] = {"application/json": schema}
