"""How a feature makes its router. What counts for every route is said there, so that FastAPI analyses a route once."""

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from api.http.addresses import refuse_taken_for_an_id
from api.http.deps import refuse_bad_token, refuse_unknown_parameters
from api.http.incognito import refuse_to_store
from api.schemas import Error

# The rules of every route.
RULES = [
    Depends(rule) for rule in (refuse_bad_token, refuse_taken_for_an_id, refuse_unknown_parameters, refuse_to_store)
]
ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Error, "description": "The request cannot be answered; `detail` says why."},
    "5XX": {"model": Error, "description": "503: something is away for now; try again after Retry-After."},
}


def feature(*tags: str, prefix: str = "", include_in_schema: bool = True) -> APIRouter:
    """Return a router whose routes follow the rules of every route, and tell their errors in the document."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        dependencies=RULES,
        responses=ERRORS,
        include_in_schema=include_in_schema,
        generate_unique_id_function=name_of,
    )


def name_of(route: APIRoute) -> str:
    """Return a route's id in the document, its function's name: clients are generated from these ids."""
    return route.name
