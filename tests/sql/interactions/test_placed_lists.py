"""The places of a list's items, and where they go on after a page, worked by hand."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, rows, write, write_items

# Dune 1 January, 4 stars; Ran 2 January, 3; Emma 3 January, 5; Solaris 4 January, 3.
GIVEN = "'{1,2,3,4}', '{2026-01-01,2026-01-02,2026-01-03,2026-01-04}', '{4,3,5,3}'"
PLACED = f"select id, place from cinelibre.place_listed({GIVEN}, %s, %s) order by place"


@pytest.fixture
async def url(db: Database, database_url: str) -> str:
    """A database with five items of different years, one of an unknown year."""
    await write_items(db)
    write(database_url, "update cinelibre.items set year = nullif(1900 + id, 1902) where true")
    return database_url


def placed(url: str, sort: str, end: dict[str, Any] | None = None) -> list[tuple[int, int]]:
    """Each item with its place."""
    return [(item_id, place) for item_id, place in rows(url, PLACED, sort, Jsonb(end) if end else None)]


def ended(item_id: int, place: int, day: int, stars: float | None = None, taken: int = 9) -> dict[str, Any]:
    """Where a page ended."""
    moment, taken_at = f"2026-01-{day:02}T00:00:00+00:00", f"2026-01-{taken:02}T00:00:00+00:00"
    return {"id": item_id, "place": place, "moment": moment, "stars": stars, "taken_at": taken_at}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("newest", [SOLARIS, EMMA, RAN, DUNE]),
        ("oldest", [DUNE, RAN, EMMA, SOLARIS]),
        ("highest", [EMMA, DUNE, SOLARIS, RAN]),
        ("lowest", [SOLARIS, RAN, DUNE, EMMA]),
        ("title", [DUNE, EMMA, RAN, SOLARIS]),
        ("year", [SOLARIS, EMMA, DUNE, RAN]),  # of Ran no year is known
    ],
)
async def test_items_are_numbered_in_each_order(url: str, sort: str, order: list[int]) -> None:
    assert placed(url, sort) == [(item_id, place) for place, item_id in enumerate(order, start=1)]


async def test_places_go_on_after_the_last_item_of_a_page_even_if_it_left(url: str) -> None:
    # Emma was the fifth: Solaris before it is the fourth.
    assert placed(url, "newest", ended(EMMA, 5, 3)) == [(SOLARIS, 4), (EMMA, 5), (RAN, 6), (DUNE, 7)]
    # Dracula was the second, between Emma and Ran, and has left: Emma is the second now.
    assert placed(url, "newest", ended(DRACULA, 2, 2)) == [(SOLARIS, 0), (EMMA, 1), (RAN, 2), (DUNE, 3)]
    # It had five stars, and its title is before Dune's.
    assert placed(url, "highest", ended(DRACULA, 1, 9, 5)) == [(EMMA, 2), (DUNE, 3), (SOLARIS, 4), (RAN, 5)]
    assert placed(url, "title", ended(DRACULA, 1, 9)) == [(DUNE, 2), (EMMA, 3), (RAN, 4), (SOLARIS, 5)]


async def test_what_changed_since_the_first_page_is_left_out(url: str) -> None:
    assert placed(url, "oldest", ended(DUNE, 1, 1, taken=3)) == [(DUNE, 1), (RAN, 2), (EMMA, 3)]
    assert placed(url, "oldest", ended(DUNE, 1, 1, taken=2)) == [(DUNE, 1), (RAN, 2)]
    first = (
        "select distinct taken_at > now() from cinelibre.place_listed('{1}', array[now() + %s], null, 'title', null)"
    )
    assert rows(url, first, "1 day") == [(True,)]
    assert rows(url, first, "-1 day") == [(False,)]
    assert rows(url, "select * from cinelibre.place_listed(null, null, null, 'newest', null)") == []


async def test_history_goes_on_after_an_entry_that_left(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.users (id, external_id) overriding system value values (1, 'ada');
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        select 1, day, 'watch', make_timestamptz(2026, 1, day, 0, 0, 0, 'UTC') from generate_series(1, 4) as day
        """,
    )
    query = "select item_id, place from cinelibre.list_watched(1, null, %s) order by place"

    assert rows(url, query, None) == [(SOLARIS, 1), (EMMA, 2), (RAN, 3), (DUNE, 4)]
    end = {"id": 2, "place": 7, "moment": "2026-01-02T12:00:00"}  # between Emma and Ran
    assert rows(url, query, Jsonb(end)) == [(SOLARIS, 6), (EMMA, 7), (RAN, 8), (DUNE, 9)]


async def test_a_name_is_looked_for_in_titles_and_people(url: str) -> None:
    write(url, "update cinelibre.items set people = '{\"Frank Herbert\"}', original_title = 'Arrakis' where id = 1")

    def named(typed: str | None) -> list[int]:
        [(condition,)] = rows(url, "select cinelibre.build_name_condition(%s)", typed)
        query = f"select i.id from cinelibre.items as i where {condition} order by i.id".replace("%", "%%")
        return [item_id for (item_id,) in rows(url, query)]

    assert named("herb") == named("ARRAKIS") == [DUNE]
    assert named("ra") == [DUNE, RAN, DRACULA]  # Frank, Ran and Dracula
    assert named(None) == named("%") == [DUNE, RAN, EMMA, SOLARIS, DRACULA]  # signs alone say nothing
    assert named("' or true or '") == []
