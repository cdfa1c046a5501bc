"""What counts for every route stands on the route itself."""

import subprocess
import sys

import pytest
from fastapi.routing import APIRoute

from api.app import create_app
from api.http.features import ERRORS, RuledRoute, feature, name_of
from api.settings import ROOT


def test_every_route_of_the_application_has_the_rules_and_is_analysed_once() -> None:
    routes = [route for route in create_app().routes if isinstance(route, APIRoute)]

    assert len(routes) > 100
    for route in routes:
        assert isinstance(route, RuledRoute), route.path


def test_the_application_includes_no_router_because_fastapi_would_analyse_its_routes_again() -> None:
    kinds = {type(route).__name__ for route in create_app().routes}

    assert kinds == {"RuledRoute", "Route", "Mount", "LastingRoute", "WebSocketRoute"}


def test_a_route_is_analysed_once_and_not_before_somebody_asks_for_it() -> None:
    router = feature("tests")

    @router.get("/one/{number}")
    async def get_one(number: int) -> int:
        return number

    [route] = router.routes
    assert isinstance(route, RuledRoute)
    assert "dependant" not in vars(route)
    assert (route.path, route.methods, route.name) == ("/one/{number}", {"GET"}, "get_one")
    assert "dependant" not in vars(route)

    dependant = route.dependant

    assert [field.alias for field in dependant.path_params] == ["number"]
    assert route.dependant is dependant
    with pytest.raises(AttributeError, match="RuledRoute has no attribute 'depends'"):
        route.depends  # noqa: B018


def test_no_route_of_the_application_is_analysed_at_its_start() -> None:
    code = "from api.main import app; print([one.path for one in app.routes if 'dependant' in vars(one)])"

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout == "[]\n"


def test_a_route_is_named_by_its_function_and_tells_its_errors() -> None:
    router = feature("tests", prefix="/tests")

    @router.get("/one")
    async def get_one() -> None: ...

    route = router.routes[0]
    assert isinstance(route, APIRoute)
    assert (route.path, route.tags, route.unique_id) == ("/tests/one", ["tests"], "get_one")
    assert name_of(route) == "get_one"
    assert route.responses == ERRORS
