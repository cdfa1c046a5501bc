"""The rules of the house for calls of SQL functions: they exist, take what they are given, and know who calls."""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.db.signatures import READ_SIGNATURES
from api.settings import ROOT
from tests.support.servers import Server

CALLERS = {"db", "self._db", "me", "visitor", "member"}
PYTHON_FILES = sorted((ROOT / "api").rglob("*.py"))
PASSING_ON = {
    ROOT / "api" / "http" / "callers.py",
    ROOT / "api" / "http" / "guests.py",
    *(ROOT / "api" / "db").glob("*.py"),
    *(ROOT / "api" / "ship").glob("*.py"),
}
CALLED_BY_PEOPLE = {"get_collaborative_recommendations", "match_movies", "match_books"}  # with documented defaults
# Parameters that the code of the last release does not pass: it runs on until the new code is deployed.
NEWER_THAN_THE_LAST_RELEASE: set[tuple[str, str]] = set()
# A default of null decides nothing: it says that something is not asked for.
DECIDING_DEFAULTS = """
    select p.proname, p.proargnames[place]
    from pg_proc as p
    cross join lateral generate_series(1, p.pronargs) as place
    where p.pronamespace = 'public'::regnamespace
        and pg_get_function_arg_default(p.oid, place) !~ '^NULL::'
        and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
"""
OTHERWISE_NAMED = {
    "export_library": "get_library_page",  # it asks page by page for what is one document
    "reload_models": "get_models_as_admin",  # the process loads anew; the database tells what is in use
}


def name_tables(parsed: ast.Module) -> dict[str, list[str]]:
    """The module's dicts of constants, by name: a call may take its function's name from one."""
    return {
        target.id: [ast.literal_eval(value) for value in node.value.values]
        for node in parsed.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name) and all(isinstance(value, ast.Constant) for value in node.value.values)
    }


def functions_named_by(path: Path, named: ast.expr) -> list[str]:
    """The functions that the first argument of a call may mean."""
    if isinstance(named, ast.Subscript) and isinstance(named.value, ast.Name):
        return name_tables(ast.parse(path.read_text()))[named.value.id]
    return [ast.literal_eval(named)] if isinstance(named, ast.Constant) else []  # `show.text(found)` names none


def is_verb(called: ast.Attribute) -> bool:
    """Whether it is a verb of the port; other things have a `text` too."""
    return called.attr in {"rows", "one"} or (called.attr == "text" and ast.unparse(called.value) in CALLERS)


def calls(path: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Every call by a verb of the port in a file: the verb, each function it may name, and its arguments."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_verb(node.func):
            for function in functions_named_by(path, node.args[0]):
                yield node.func.attr, function, {str(keyword.arg) for keyword in node.keywords}


def test_what_is_called_for_somebody_takes_who_it_is(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        declared = {row[0]: list(row[3]) for row in connection.execute(READ_SIGNATURES).fetchall()}
    mine, anybodys = (
        {function for path in PYTHON_FILES for function in called_by(path, name)} for name in ("me", "visitor")
    )

    assert len(mine) >= 15
    for function in mine:
        assert declared[function][:2] == ["caller_id", "caller_version"], function
        assert "acts_for" in declared[function], function
    for function in anybodys:
        assert {"caller_id", "caller_version"} <= set(declared[function]), function


def called_by(path: Path, name: str) -> set[str]:
    """The functions that a file calls by `name.one(…)` or `name.rows(…)`."""
    return {
        named
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_verb(node.func)
        if isinstance(node.func.value, ast.Name) and node.func.value.id == name
        for named in functions_named_by(path, node.args[0])
    }


def test_every_call_names_a_function_and_parameters_that_exist(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        declared = {row[0]: row for row in connection.execute(READ_SIGNATURES).fetchall()}
    found = [(path, *call) for path in PYTHON_FILES if path not in PASSING_ON for call in calls(path)]

    assert len(found) >= 10
    for path, verb, function, arguments in found:
        assert function in declared, (path, function)
        _, returns_set, _, parameters, _ = declared[function]
        assert arguments <= set(parameters), (path, function)
        assert verb == "text" or returns_set is (verb == "rows"), (path, function)


def test_what_every_caller_passes_has_no_default_in_sql(server: Server, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        decided = set(connection.execute(DECIDING_DEFAULTS).fetchall())
    passed: dict[str, set[str]] = {}
    for path in set(PYTHON_FILES) - PASSING_ON:
        for _, function, arguments in calls(path):
            passed[function] = passed.get(function, arguments) & arguments
    twice = {(function, name) for function, name in decided if name in passed.get(function, set())}

    assert len(decided) >= 20
    assert {one for one in twice if one[0] not in CALLED_BY_PEOPLE} == NEWER_THAN_THE_LAST_RELEASE


def asked_by(function: Callable[..., Any], seen: set[object]) -> set[str]:
    """The SQL functions that a Python function calls, itself or through functions of ours that it calls by name."""
    module = sys.modules[function.__module__]
    asked: set[str] = set()
    for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(function)))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and is_verb(node.func):
            asked |= set(functions_named_by(Path(str(module.__file__)), node.args[0]))
            continue
        called = called_function(module, node.func)
        if inspect.isfunction(called) and called.__module__.startswith("api.") and called not in seen:
            asked |= asked_by(called, seen | {called})
    return asked


def called_function(module: Any, named: ast.expr) -> object:
    """What a call names in its module: `search(…)` or `service.search(…)`."""
    if isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name):
        return getattr(getattr(module, named.value.id, None), named.attr, None)
    return getattr(module, named.id, None) if isinstance(named, ast.Name) else None


def test_a_route_that_alone_asks_one_sql_function_has_its_name() -> None:
    routes = {route.endpoint for route in iter_route_contexts(create_app().routes) if route.endpoint is not None}
    asked = {route: asked_by(route, {route}) for route in routes if route.__module__.startswith("api.")}
    n_askers = Counter(function for functions in asked.values() for function in functions)
    alone = {
        route.__name__: function
        for route, functions in asked.items()
        for function in functions
        if len(functions) == 1 and n_askers[function] == 1
    }

    assert len(alone) >= 20
    assert {name: function for name, function in alone.items() if name != function} == OTHERWISE_NAMED
