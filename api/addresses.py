"""Which methods an address takes, over all the routes that go by it."""

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException


def methods_of(request: Request) -> set[str]:
    """All methods of an address. One that stands for itself, such as /ratings/my, is never an id of another."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    found: dict[int, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        if route.methods and route.path_regex.match(path):
            found.setdefault(len(route.param_convertors), set()).update(route.methods)
    return found[min(found)] | {"OPTIONS"} if found else set()


async def refuse_taken_for_an_id(request: Request) -> None:
    """On every route: DELETE /ratings/my is no rating of the id "my"."""
    if request.path_params and request.method not in methods_of(request):
        raise HTTPException(405)


def allowing(request: Request) -> dict[str, str]:
    """The header that names the methods of an address."""
    return {"Allow": ", ".join(sorted(methods_of(request)))}
