"""How a feature makes its router. What counts for every route is said there, so that FastAPI analyses a route once."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name

from api.http.addresses import refuse_taken_for_an_id
from api.http.deps import refuse_bad_token, refuse_unknown_parameters
from api.http.incognito import refuse_to_store
from api.http.pace import refuse_too_many
from api.schemas import Error

# The rules of every route.
RULES = (refuse_too_many, refuse_bad_token, refuse_taken_for_an_id, refuse_unknown_parameters, refuse_to_store)
ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Error, "description": "The request cannot be answered; `detail` says why."},
    "5XX": {"model": Error, "description": "503: something is away for now; try again after Retry-After."},
}


class RuledRoute(APIRoute):
    """A route that follows the rules of every route first. As dependencies they would be solved at every request.

    FastAPI analyses it at its first request, or once somebody asks for what FastAPI finds out, such as `dependant`:
    analysing all of them took a third of what it takes to import the service, and most starts are for one request.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **told: Any) -> None:
        self._told: dict[str, Any] | None = told
        self.path, self.endpoint, self.name = path, endpoint, told.get("name") or get_name(endpoint)
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in told.get("methods") or ("GET",)}
        self.include_in_schema = told.get("include_in_schema", True)

    def __getattr__(self, name: str) -> Any:
        """Return what FastAPI finds out; Python asks here for what the route does not have yet."""
        told = self.__dict__.get("_told")
        if told is None or name.startswith("__"):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        self._told = None
        super().__init__(self.path, self.endpoint, **told)
        return getattr(self, name)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def obey(request: Request) -> Response:
            for rule in RULES:
                await rule(request)
            return await answer(request)

        return obey


def feature(*tags: str, prefix: str = "", include_in_schema: bool = True) -> APIRouter:
    """Return a router whose routes follow the rules of every route, and tell their errors in the document."""
    return APIRouter(
        prefix=prefix,
        tags=list(tags),
        route_class=RuledRoute,
        responses=ERRORS,
        include_in_schema=include_in_schema,
        generate_unique_id_function=name_of,
    )


def name_of(route: APIRoute) -> str:
    """Return a route's id in the document, its function's name: clients are generated from these ids."""
    return route.name
