"""Which methods an address takes, over all routes that share the address."""

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException


def methods_of(request: Request) -> set[str]:
    """Return all methods of an address. A literal path such as /ratings/my never counts as an id of another route."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    found: dict[int, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        if route.methods and route.path_regex.match(path):
            found.setdefault(len(route.param_convertors), set()).update(route.methods)
    return found[min(found)] | {"OPTIONS"} if found else set()


async def refuse_taken_for_an_id(request: Request) -> None:
    """Refuse a literal path that a route would take for an id; runs on every route.

    DELETE /ratings/my must not mean the rating with the id "my".
    """
    if request.path_params and request.method not in methods_of(request):
        raise HTTPException(405)


def allowing(request: Request) -> dict[str, str]:
    """Return the Allow header with the methods of an address."""
    return {"Allow": ", ".join(sorted(methods_of(request)))}
