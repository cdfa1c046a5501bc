"""The statement that calls a function, in literals."""

from typing import Any

from psycopg import sql

from api.db.signatures import Signature

READS = Signature("find_items", True, False, {"title": "text", "ids": "integer[]"}, None)
WRITES = Signature("rate_item", False, True, {}, "20s")


def test_a_document_stands_in_the_statement_of_its_names() -> None:
    statements = [READS.call(args, document, "8s").as_string(None) for args, document in CALLS]

    assert statements == [
        "set local statement_timeout = '8s'; set transaction read only; select json_agg(answer) from"
        f" json_to_record('{document}') as given ({columns}), lateral \"public\".\"find_items\"({values}) as answer"
        for document, columns, values in [
            ('{"title": "a{}"}', '"title" text', '"title" => given."title"'),
            ('{"title": "its"}', '"title" text', '"title" => given."title"'),
            (
                '{"ids": [1], "title": "b"}',
                '"ids" integer[], "title" text',
                '"ids" => given."ids", "title" => given."title"',
            ),
        ]
    ]  # fmt: skip


CALLS: list[tuple[dict[str, Any], str]] = [
    ({"title": "a{}"}, '{"title": "a{}"}'),
    ({"title": "its"}, '{"title": "its"}'),
    ({"ids": [1], "title": "b"}, '{"ids": [1], "title": "b"}'),
]


def test_what_is_called_without_arguments_has_no_document() -> None:
    assert WRITES.call({}, "{}", "8s").as_string(None) == (
        "set local statement_timeout = '20s'; set transaction read write; select json_agg(answer) -> 0 from"
        ' lateral "public"."rate_item"() as answer'
    )


def test_a_statement_is_put_together_once_for_the_same_names() -> None:
    first, second = (list(READS.call({"title": title}, title, "8s")) for title in ("a", "b"))

    assert (first[0] is second[0], first[2] is second[2]) == (True, True)
    assert (first[1], second[1]) == (sql.Literal("a"), sql.Literal("b"))
    assert next(iter(READS.call({"title": "a"}, "a", "9s"))) is not first[0]
