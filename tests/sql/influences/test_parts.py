"""What a reader set: kept once, counted, shared out to their items and features, worked by hand."""

import json
from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB = 1, 2
KEEP = "select cinelibre.keep_influence(%s, %s, %s, %s, %s, %s)"
READER = "jsonb_populate_record(null::cinelibre.reader, %s::jsonb)"
near = pytest.approx


@pytest.fixture
def url(database_url: str) -> str:
    """Three items, two readers, and the share of one genre."""
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title, genres) values"
        " (1, 'movie', 'Dune', '{War}'), (2, 'movie', 'Ran', '{War}'), (3, 'movie', 'Emma', '{}');"
        " insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');"
        " insert into cinelibre.ratings (user_id, item_id, rating, rated_at) values"
        " (1, 1, 5, '2026-01-02'), (1, 2, 1, '2026-01-01'), (2, 1, 5, '2026-01-02');"
        " insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values"
        " ('genre', 'War', 'movie', 2, 0.5, '{}')",
    )
    return database_url


def keep(url: str, kind: str, name: str | None, item_id: int | None, weight: float, most: int = 9) -> int:
    """How many rows changed."""
    [(n_changed,)] = rows(url, KEEP, ADA, kind, name, item_id, weight, most)
    return int(n_changed)


def kept(url: str) -> list[Any]:
    """What is set, and the versions of tastes."""
    found = rows(url, "select user_id, kind, name, item_id, weight from cinelibre.influences order by id")
    return [found, *rows(url, "select array_agg(taste_version order by id) from cinelibre.users")]


def test_what_is_set_is_one_row_and_raises_the_version_only_if_it_changes(url: str) -> None:
    write(url, "insert into cinelibre.influences (user_id, kind, name, weight) values (2, 'genre', 'War', 0.5)")
    bobs = (BOB, "genre", "War", None, 0.5)
    [_, (before,)] = kept(url)

    assert keep(url, "genre", "War", None, 0) == 1
    assert kept(url) == [[bobs, (ADA, "genre", "War", None, 0)], ([before[0] + 1, before[1]],)]
    assert keep(url, "genre", "War", None, 0) == 0
    assert keep(url, "item", None, 1, 2) == 1
    assert keep(url, "genre", "War", None, 0.5) == 1
    assert kept(url)[1] == ([before[0] + 3, before[1]],)
    assert keep(url, "genre", "War", None, 1) == 1
    assert keep(url, "genre", "War", None, 1) == 0
    assert kept(url) == [[bobs, (ADA, "item", None, 1, 2)], ([before[0] + 4, before[1]],)]


def test_more_than_are_allowed_are_refused(url: str) -> None:
    keep(url, "genre", "War", None, 0, most=1)

    assert refusal(url, KEEP, ADA, "item", None, 1, 0, 1) == ("PT409", "too_many_influences")
    assert keep(url, "item", None, 1, 0, most=2) == 1


def test_items_have_shares_in_their_order_once_one_is_set(url: str) -> None:
    def shares(user_id: int, *item_ids: int) -> Any:
        [(found,)] = rows(url, "select cinelibre.list_shares(%s, %s::integer[])", user_id, list(item_ids))
        return found

    keep(url, "genre", "War", None, 0)
    assert shares(ADA, 1, 2) is None
    keep(url, "item", None, 2, 0.5)
    assert (shares(ADA, 2, 1, 2), shares(BOB, 2, 1)) == ([0.5, 1, 0.5], None)


def test_a_muted_item_is_left_out_of_a_history_and_of_leanings(url: str) -> None:
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type) values"
        " (1, 3, 'view'), (2, 3, 'view'), (2, 2, 'view')",
    )

    def reader(user_id: int) -> tuple[Any, ...]:
        query = "select r.item_ids, r.shares, r.leaning_ids from cinelibre.build_reader(%s) as r"
        return rows(url, query, user_id)[0]

    assert reader(ADA) == ([1, 2], None, [3])
    keep(url, "item", None, 1, 0.5)
    keep(url, "item", None, 3, 0)
    assert reader(ADA) == ([1, 2], [0.5, 1], None)
    keep(url, "item", None, 1, 0)
    assert reader(ADA) == ([2], [1], None)
    assert reader(BOB) == ([1], None, [2, 3])


def test_moving_items_and_features_are_told_strongest_first_with_all_that_was_set(url: str) -> None:
    keep(url, "item", None, 3, 0)
    keep(url, "genre", "Noir", None, 0)
    given = json.dumps({
        "user_id": ADA, "item_ids": [1, 2], "ratings": [5, 1], "shares": [0.5, 1],
    })  # fmt: skip

    def told(function: str, limit: int) -> list[Any]:
        [(found,)] = rows(url, f"select cinelibre.{function}({READER}, %s)", given, limit)
        return list(found)

    # ½ for Dune; against Ran 0.813333 · 0.982968. War: ln(1.5 / 1.25) − ln(1.799481 / 1.399741).
    items = [
        (one["item"]["id"], one["points"], one["weight"], one["rating"]) for one in told("describe_moving_items", 9)
    ]
    assert items == [(2, near(-0.799481, abs=1e-5), 1, 1), (1, 0.5, 1, 5), (3, 0, 0, None)]
    assert [one["item"]["id"] for one in told("describe_moving_items", 2)] == [2, 3]
    war = {"kind": "genre", "name": "War", "points": near(-0.068890, abs=1e-5), "weight": 1}
    noir = {"kind": "genre", "name": "Noir", "points": 0, "weight": 0}
    assert told("describe_moving_features", 2) == [war, noir]
    assert told("describe_moving_features", 1) == [noir]
