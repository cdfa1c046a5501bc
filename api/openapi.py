"""The OpenAPI document: FastAPI's, with what it cannot tell by itself."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.deps import may_be_nobody


class DocumentedAPI(FastAPI):
    """As its parent, with a document that says where a token is needed, and where it may be left out."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if not self.openapi_schema:
            paths = super().openapi()["paths"]
            for route in iter_route_contexts(self.routes):
                for method in route.methods or ():
                    operation = paths.get(route.path_format, {}).get(method.lower(), {})
                    if "security" in operation and may_be_nobody(route.dependant):
                        operation["security"].append({})  # none of them will do, too
        return super().openapi()
