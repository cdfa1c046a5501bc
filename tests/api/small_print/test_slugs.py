"""The document names every slug that an error can have, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from api import errors
from api.db import sqlstate
from api.http.refusals import SLUGS
from api.interactions.schemas import FaultSlug
from api.interactions.service import FAULTS
from api.settings import ROOT
from api.slugs import Slug

KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.CineLibreError)
}
# What no request leads to: jobs, shipping, and errors that nobody is there to read.
APART = ("api/jobs", "api/ship", "api/chores/lease.py")
SQL_APART = {"job_under_way", "model_not_found"}
UNREAD = {errors.Departed, errors.NotGoodEnough, errors.RecommenderFailed, errors.Unwell}
RAISED_IN_SQL = re.compile(r"errcode = 'PT\d{3}',\s*message = '(\w+)'|refuse\(\s*'PT\d{3}',\s*'(\w+)'")


def slugs_in(path: Path) -> Iterator[str]:
    """The slugs of the errors that a file makes: those that it gives, or else the name of the error's class."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        given = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "slug")]
        told = [part.value for part in given if isinstance(part, ast.Constant)]
        if name in KINDS and KINDS[name] not in UNREAD:
            yield from map(str, told) if given else [KINDS[name]("").slug]


def test_the_document_lists_every_slug_that_the_code_can_answer() -> None:
    files = [path for path in (ROOT / "api").rglob("*.py") if not str(path.relative_to(ROOT)).startswith(APART)]
    of_python = {slug for path in files for slug in slugs_in(path)}
    of_sql = {
        first or second
        for path in (ROOT / "sql" / "functions").rglob("*.sql")
        for first, second in RAISED_IN_SQL.findall(path.read_text())
    }
    of_drivers = {kind("").slug for kind, _ in sqlstate._MEANINGS} | {errors.DatabaseFailed("").slug}
    of_the_framework = {*SLUGS.values(), "refused"}

    found = of_python | (of_sql - SQL_APART) | of_drivers | of_the_framework | set(FAULTS)

    assert set(get_args(Slug)) == found


def test_the_document_lists_every_slug_of_a_refused_event() -> None:
    assert set(get_args(FaultSlug)) == {*FAULTS, "invalid_input"}
