"""The OpenAPI document: FastAPI's, with what FastAPI cannot tell by itself."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.http.deps import may_be_nobody
from api.http.guests import GUEST_KEY


class DocumentedAPI(FastAPI):
    """FastAPI, with a document that says which routes need a token and on which it is optional."""

    def openapi(self) -> dict[str, Any]:
        """Return the document, which is made once."""
        if not self.openapi_schema:
            paths = super().openapi()["paths"]
            for route in iter_route_contexts(self.routes):
                for method in route.methods or ():
                    operation = paths.get(route.path_format, {}).get(method.lower(), {})
                    takes_guests = {GUEST_KEY: []} in operation.get("security", [])
                    if "security" in operation and may_be_nobody(route.dependant) and not takes_guests:
                        operation["security"].append({})  # an empty requirement means that the token is optional
        return super().openapi()
