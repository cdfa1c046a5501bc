"""The statements that call a function."""

from typing import Any

import pytest

from api.db.signatures import Signature

READS = Signature("find_items", True, False, {"title": "text", "ids": "integer[]"}, None)
WRITES = Signature("rate_item", False, True, {}, "20s")


def texts(signature: Signature, names: Any, timeout: str = "8s") -> list[str]:
    """The statements of a call, as they are sent."""
    return [statement.as_string(None) for statement in signature.call(names, timeout)]


@pytest.mark.parametrize(
    ("names", "columns", "values"),
    [
        (["title"], '"title" text', '"title" => given."title"'),
        (["ids", "title"], '"ids" integer[], "title" text', '"ids" => given."ids", "title" => given."title"'),
    ],
)
def test_all_arguments_are_one_parameter(names: list[str], columns: str, values: str) -> None:
    assert texts(READS, names) == [
        "begin read only",
        "set local statement_timeout = '8s'",
        f"select json_agg(answer) from json_to_record(%s::json) as given ({columns}),"
        f' lateral "public"."find_items"({values}) as answer',
    ]


def test_what_is_called_without_arguments_has_no_parameter() -> None:
    assert texts(WRITES, []) == [
        "begin read write",
        "set local statement_timeout = '20s'",
        'select to_json(answer) from lateral "public"."rate_item"() as answer',
    ]


def test_statements_are_put_together_once_for_the_same_names() -> None:
    assert READS.call({"title": "a"}, "8s") is READS.call({"title": "b"}, "8s")
    assert READS.call(["title"], "9s") is not READS.call(["title"], "8s")
    assert READS.call(["ids"], "8s") is not READS.call(["title"], "8s")
