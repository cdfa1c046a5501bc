"""What readers wrote and said, as an export has it, and how an import writes notes and reviews."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

DUNE = {"id": 1, "item_type": "movie", "title": "Dune"}
EMMA = {"id": 3, "item_type": "movie", "title": "Emma"}
A_LIST = "00000000-0000-4000-8000-000000000001"
DAY = "2026-01-0{}T00:00:00+00:00"


FILL = """
    insert into cinelibre.items (id, item_type, title) values
    (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
    insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
    insert into cinelibre.notes (user_id, item_id, body, written_at) values
    (1, 3, 'of Emma', '2026-01-03'), (1, 1, 'of Dune', '2026-01-01'), (2, 1, 'of Bob', '2026-01-02');
    insert into cinelibre.reviews (id, user_id, item_id, body, has_spoilers, written_at, changed_at, hidden_at)
    overriding system value values
    (1, 2, 1, 'of Bob', false, '2026-01-01', '2026-01-01', null),
    (2, 1, 3, 'of Emma', true, '2026-01-01', '2026-01-02', null),
    (3, 2, 3, 'of Bob', false, '2026-01-01', '2026-01-01', null),
    (4, 1, 1, 'of Dune', false, '2026-01-03', '2026-01-03', '2026-01-04'),
    (5, 1, 2, null, false, '2026-01-03', '2026-01-03', '2026-01-04');
    alter table cinelibre.reviews alter column id restart with 6;
    insert into cinelibre.review_reports (review_id, user_id, reason, reported_at) values
    (1, 1, 'Spam', '2026-01-01'), (3, 1, 'Rude', '2026-01-02'), (4, 2, 'Spam', '2026-01-03');
    insert into cinelibre.feedback
    (id, user_id, recommendation_id, item_id, kind, comment, reason_source, reason_key, place, score, contributions,
    listed_at, given_at) overriding system value values
    (1, 1, '00000000-0000-4000-8000-000000000001', 1, 'wrong_reason', 'No', 'taste', 'you_like', 2, 0.5,
    '[{"source": "taste"}]', '2026-01-01', '2026-01-01'),
    (2, 2, '00000000-0000-4000-8000-000000000001', 1, 'helpful', null, null, null, 1, 1, '[]', '2026-01-01',
    '2026-01-01'),
    (3, 1, '00000000-0000-4000-8000-000000000001', 3, 'helpful', null, null, null, 1, 1, '[]', '2026-01-01',
    '2026-01-02');
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Of each Ada has two, and Bob one."""
    write(database_url, FILL)
    return database_url


def review(item: dict[str, Any], text: str, written: int, changed: int, **flags: bool) -> dict[str, Any]:
    """A review in an export."""
    days = {"written_at": DAY.format(written), "changed_at": DAY.format(changed)}
    return {"item": item, "review": text, "has_spoilers": False, "is_hidden": False, **days, **flags}


def said(item: dict[str, Any], kind: str, day: int, **more: Any) -> dict[str, Any]:
    """Feedback in an export."""
    told = {"item": item, "kind": kind, "recommendation_id": A_LIST, "variant": "default", "given_at": DAY.format(day)}
    return {**told, **more}


PAGES: dict[str, list[tuple[int, dict[str, Any]]]] = {
    "list_exported_notes": [
        (1, {"item": DUNE, "note": "of Dune", "written_at": DAY.format(1)}),
        (3, {"item": EMMA, "note": "of Emma", "written_at": DAY.format(3)}),
    ],
    "list_exported_reviews": [
        (1, review(DUNE, "of Dune", 3, 3, is_hidden=True)),
        (3, review(EMMA, "of Emma", 1, 2, has_spoilers=True)),
    ],
    "list_exported_reports": [
        (1, {"item": DUNE, "reason": "Spam", "reported_at": DAY.format(1)}),
        (3, {"item": EMMA, "reason": "Rude", "reported_at": DAY.format(2)}),
    ],
    "list_exported_feedback": [
        (
            1,
            said(
                DUNE,
                "wrong_reason",
                1,
                comment="No",
                reason_source="taste",
                reason_key="you_like",
                place=2,
                score=0.5,
                contributions=[{"source": "taste"}],
            ),
        ),
        (3, said(EMMA, "helpful", 2, place=1, score=1, contributions=[])),
    ],
}


@pytest.mark.parametrize("function", PAGES)
def test_a_part_of_an_account_is_read_page_by_page(url: str, function: str) -> None:
    query = f"select place, body from cinelibre.{function}(%s, %s, %s)"
    first, second = PAGES[function]

    assert rows(url, query, 1, 0, 9) == [first, second]
    assert rows(url, query, 1, 0, 1) == [first]
    assert rows(url, query, 1, first[0], 9) == [second]
    assert rows(url, query, 1, second[0], 9) == []
    assert len(rows(url, query, 2, 0, 9)) == {"list_exported_reviews": 2}.get(function, 1)


@pytest.mark.parametrize("function", PAGES)
def test_a_part_is_known_by_its_name(url: str, function: str) -> None:
    query = "select place, body from cinelibre.list_exported(%s, %s, %s, %s)"

    assert rows(url, query, 1, function.removeprefix("list_exported_"), 0, 1) == PAGES[function][:1]
    assert rows(url, query, 1, "nonsense", 0, 1) == []


IMPORT = "select n_written from cinelibre.import_texts(%s, %s, %s, 9)"
NOTES = "select user_id, item_id, body, written_at::date::text from cinelibre.notes order by 1, 2"
REVIEWS = """
    select user_id, item_id, body, has_spoilers, written_at::date::text, changed_at::date::text, hidden_at is not null
    from cinelibre.reviews order by 1, 2
"""


@pytest.mark.parametrize(
    ("note", "note_at", "kept"),
    [
        ("newer", "2026-01-02", ("newer", "2026-01-02")),
        ("as old", "2026-01-01", ("of Dune", "2026-01-01")),
        ("older", "2025-12-31", ("of Dune", "2026-01-01")),
        ("of Dune", "2026-01-02", ("of Dune", "2026-01-01")),
    ],
)
def test_the_newer_note_stays_and_others_are_left_alone(
    url: str, note: str, note_at: str, kept: tuple[str, str]
) -> None:
    [(n_written,)] = rows(url, IMPORT, 1, 1, Jsonb({"note": note, "note_at": note_at}))

    assert n_written == (kept[0] != "of Dune")
    assert rows(url, NOTES) == [
        (1, 1, *kept), (1, 3, "of Emma", "2026-01-03"), (2, 1, "of Bob", "2026-01-02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ({"review": "newer", "review_changed_at": "2026-01-03"}, ("newer", False, "2026-01-01", "2026-01-03", False)),
        ({"review": "as old", "review_changed_at": "2026-01-02"}, None),
        ({"review": "older", "review_changed_at": "2026-01-01"}, None),
        ({"review": "of Emma", "has_spoilers": True, "review_changed_at": "2026-01-03"}, None),
        (
            {"review": "of Emma", "review_changed_at": "2026-01-03"},
            ("of Emma", False, "2026-01-01", "2026-01-03", False),
        ),
    ],
)
def test_the_newer_review_stays_and_others_are_left_alone(
    url: str, record: dict[str, Any], kept: tuple[Any, ...] | None
) -> None:
    before = rows(url, REVIEWS)

    [(n_written,)] = rows(url, IMPORT, 1, 3, Jsonb(record))

    assert n_written == (kept is not None)
    expected = (1, 3, *(kept or ("of Emma", True, "2026-01-01", "2026-01-02", False)))
    assert rows(url, REVIEWS) == [expected if row[:2] == (1, 3) else row for row in before]


def test_what_is_new_keeps_its_dates_and_what_was_hidden_stays_hidden(url: str) -> None:
    both = {"note": "n", "note_at": "2026-01-05", "review": "r", "has_spoilers": True, "reviewed_at": "2026-01-06"}

    assert rows(url, IMPORT, 2, 2, Jsonb(both)) == [(2,)]
    assert rows(url, IMPORT, 1, 2, Jsonb({"review": "again"})) == [(1,)]
    assert rows(url, IMPORT, 2, 2, Jsonb({})) == [(0,)]

    assert (2, 2, "n", "2026-01-05") in rows(url, NOTES)
    written = {row[:2]: row[2:] for row in rows(url, REVIEWS)}
    assert written[2, 2] == ("r", True, "2026-01-06", "2026-01-06", False)
    assert (written[1, 2][0], written[1, 2][-1]) == ("again", True)
