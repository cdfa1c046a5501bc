"""What counts for every route stands on the route itself."""

from fastapi.routing import APIRoute

from api.app import create_app
from api.http.features import ERRORS, RuledRoute, feature, name_of


def test_every_route_of_the_application_has_the_rules_and_is_analysed_once() -> None:
    routes = [route for route in create_app().routes if isinstance(route, APIRoute)]

    assert len(routes) > 100
    for route in routes:
        assert isinstance(route, RuledRoute), route.path


def test_the_application_includes_no_router_because_fastapi_would_analyse_its_routes_again() -> None:
    kinds = {type(route).__name__ for route in create_app().routes}

    assert kinds == {"RuledRoute", "Route", "Mount", "LastingRoute", "WebSocketRoute"}


def test_a_route_is_named_by_its_function_and_tells_its_errors() -> None:
    router = feature("tests", prefix="/tests")

    @router.get("/one")
    async def get_one() -> None: ...

    route = router.routes[0]
    assert isinstance(route, APIRoute)
    assert (route.path, route.tags, route.unique_id) == ("/tests/one", ["tests"], "get_one")
    assert name_of(route) == "get_one"
    assert route.responses == ERRORS
