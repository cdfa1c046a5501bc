"""The OpenAPI document says what is: bounds by their names, tokens that may be left out, no flag for a number."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.library.service import PARTS
from api.seed_paths.routes import router as seed_paths
from tests.api.small_print.every_route import BODIES, DESCRIBED, NAMES, ROUTES, address_of, body_schema, needed

PYDANTICS = {"ge", "le", "gt", "lt", "multiple_of", "min_length", "max_length", "allow_inf_nan"}


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def test_bounds_have_the_names_of_json_schema() -> None:
    assert [part for part in parts(DESCRIBED) if PYDANTICS & set(part)] == []
    rating = DESCRIBED["components"]["schemas"]["NewRating"]["properties"]["rating"]
    item_id = DESCRIBED["components"]["schemas"]["NewRating"]["properties"]["item_id"]

    assert (rating["minimum"], rating["maximum"], rating["multipleOf"]) == (0.5, 5, 0.5)
    assert (item_id["minimum"], item_id["maximum"]) == (1, 2**31 - 1)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
async def test_a_token_is_needed_where_the_document_says_so_and_nowhere_else(
    here: httpx.AsyncClient, method: str, path: str
) -> None:
    security = DESCRIBED["paths"][path][method.lower()].get("security", [{}])

    answer = await here.request(method, address_of(path), params=needed(path), json=BODIES.get((method, path)))

    is_asked_for = answer.status_code == 401 and answer.json()["error"] in {"token_missing", "unauthorized"}
    assert is_asked_for == ({} not in security or path == "/live")  # a ticket serves there instead


def test_what_takes_a_token_and_needs_none_says_both() -> None:
    either: list[dict[str, list[str]]] = [{"HTTPBearer": []}, {}]

    assert DESCRIBED["paths"]["/movies"]["get"]["security"] == either
    assert DESCRIBED["paths"]["/recommendations/carousels"]["get"]["security"] == either
    assert DESCRIBED["paths"]["/auth/me"]["get"]["security"] == [{"HTTPBearer": []}]
    assert DESCRIBED["paths"]["/metrics"]["get"]["security"] == [{"MetricsToken": []}]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
def test_what_is_sent_has_no_field_that_the_document_does_not_name(method: str, path: str) -> None:
    schema = body_schema(DESCRIBED["paths"][path][method.lower()])

    assert bool(schema) == ((method, path) in BODIES)
    assert schema.get("additionalProperties", False) is False


def test_an_export_is_described_to_its_last_key() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    library = schemas["Library"]

    assert (
        set(library["required"])
        == set(library["properties"])
        == {
            *("format", "version", "exported_at", "account"),
            *PARTS,
        }
    )
    for name in PARTS:
        assert library["properties"][name]["items"]["$ref"].rpartition("/")[2] in schemas


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation of a document."""
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_operations_are_named_by_their_functions_and_no_two_alike() -> None:
    ids = [operation["operationId"] for operation in operations(DESCRIBED)]

    assert len(set(ids)) == len(ids)
    assert {"recommend_items", "search_items", "get_movie", "log_in"} <= set(ids)
    assert all(name.isidentifier() for name in ids)


def test_with_the_seed_paths_no_two_operations_are_named_alike_either() -> None:
    app = create_app()
    app.include_router(seed_paths)

    ids = [operation["operationId"] for operation in operations(app.openapi())]

    assert len(ids) > len(ROUTES)
    assert len(set(ids)) == len(ids)


# What leaves out a field that says nothing: errors, ids that are not known, and the documents and reports of libraries.
SPARSE = {
    "Error", "ImportedRow", "ItemReference", "LibraryEvening", "LibraryFeedback", "LibraryInfluence",
    "LibraryInteraction", "LibraryMarks", "LibraryPerson", "LibraryRollup", "OtherIds",
}  # fmt: skip


def test_an_answer_has_every_field_that_the_document_names() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    answers = [part for operation in operations(DESCRIBED) for part in parts(operation["responses"])]
    names = {part["$ref"].rpartition("/")[2] for part in answers if "$ref" in part}
    while (
        more := {part["$ref"].rpartition("/")[2] for name in names for part in parts(schemas[name]) if "$ref" in part}
        - names
    ):
        names |= more

    optional = {
        name for name in names if set(schemas[name].get("properties", [])) != set(schemas[name].get("required", []))
    }

    assert optional == SPARSE
    assert len(names) > 50
