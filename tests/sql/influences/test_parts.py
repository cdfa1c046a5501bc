"""What a reader set: kept once, counted, shared out to their items and features, worked by hand."""

import json
from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB = 1, 2
KEEP = "select cinelibre.keep_influence(%s, %s, %s, %s, %s, most => %s)"
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


def test_a_change_ends_the_lists_of_the_day_and_forgets_neighbors(url: str) -> None:
    write(
        url,
        "insert into cinelibre.recommendation_lists (user_id, taste_version, day, sources, item_ids, items, is_current)"
        " values (1, 1, '2026-01-03', '{}', '{}', '[]', true), (2, 1, '2026-01-03', '{}', '{}', '[]', true);"
        " insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version) values"
        " (1, '{2}', '{1}', 1), (2, '{1}', '{1}', 1)",
    )
    near_to = "select array_agg(user_id order by user_id) from cinelibre.user_neighbors"
    current = "select array_agg(user_id order by user_id) from cinelibre.recommendation_lists where is_current"

    keep(url, "genre", "War", None, 1)
    assert rows(url, current) == rows(url, near_to) == [([ADA, BOB],)]
    keep(url, "genre", "War", None, 0)
    assert rows(url, current) == rows(url, near_to) == [([BOB],)]


def test_more_than_are_allowed_are_refused(url: str) -> None:
    keep(url, "genre", "War", None, 0, most=1)

    assert refusal(url, KEEP, ADA, "item", None, 1, 0, 1) == ("PT409", "too_many_influences")
    assert keep(url, "item", None, 1, 0, most=2) == 1


def shares(url: str, user_id: int = ADA) -> dict[int, float]:
    """How much the items count that do not count once."""
    return dict(rows(url, "select * from cinelibre.list_shares(%s, '{1,2,3,99}')", user_id))


def test_an_item_counts_as_much_as_is_set(url: str) -> None:
    assert shares(url) == {}
    keep(url, "item", None, 2, 0.5)
    keep(url, "item", None, 3, 2)

    assert (shares(url), shares(url, BOB)) == ({2: 0.5, 3: 2}, {})


@pytest.mark.parametrize(
    ("kind", "name", "having"),
    [("genre", "Duel", [3]), ("language", "ja", [2]), ("person", "Mifune", [2]), ("decade", "1980", [2]),
     ("decade", "1970", []), ("decade", "1990", [3]), ("type", "movie", [1, 2, 3]), ("type", "book", [])],
)  # fmt: skip
def test_a_lowered_feature_lowers_what_its_items_say_and_a_raised_one_does_not(
    url: str, kind: str, name: str, having: list[int]
) -> None:
    write(
        url,
        "update cinelibre.items set language = 'ja', genres = '{War,Epic}', people = '{Mifune,Nakadai}', year = 1985"
        " where id = 2; update cinelibre.items set year = 1990, genres = '{Duel}' where id = 3",
    )

    for weight, share in ((0, 0), (0.75, 0.75), (1.5, None)):
        keep(url, kind, name, None, weight)
        assert shares(url) == ({} if share is None else dict.fromkeys(having, share))
    assert shares(url, BOB) == {}


def test_of_genres_the_mean_and_of_all_else_the_lowest_counts_times_the_items_own_weight(url: str) -> None:
    write(url, "update cinelibre.items set genres = '{War,Epic}' where id = 2")
    for name, weight in (("War", 0.5), ("Epic", 0.25), ("Noir", 0)):
        keep(url, "genre", name, None, weight)
    keep(url, "item", None, 2, 2)
    keep(url, "item", None, 3, 0.5)

    # War alone; of War and Epic the mean, (½ + ¼) / 2, twice; its own
    assert shares(url) == {1: 0.5, 2: 0.75, 3: 0.5}
    write(url, "update cinelibre.items set language = 'ja' where id = 2")
    keep(url, "language", "ja", None, 0.25)
    assert shares(url)[2] == 0.5  # 2 · ¼


def test_a_muted_item_is_left_out_of_a_history_and_of_leanings(url: str) -> None:
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type) values"
        " (1, 3, 'view'), (2, 3, 'view'), (2, 2, 'view')",
    )

    def reader(user_id: int) -> tuple[Any, ...]:
        query = "select r.item_ids, r.shares, r.leaning_ids from cinelibre.build_reader(%s) as r"
        return rows(url, query, user_id)[0]

    # Ran was rated a day before Dune: ½ + ½ · 2^(−1 / 30) = 0.988580
    ran = near(0.988580, abs=1e-6)
    assert reader(ADA) == ([1, 2], [1, ran], [3])
    keep(url, "item", None, 1, 0.5)
    keep(url, "item", None, 3, 0)
    assert reader(ADA) == ([1, 2], [0.5, ran], None)
    keep(url, "item", None, 1, 0)
    assert reader(ADA) == ([2], [ran], None)
    assert reader(BOB) == ([1], [1], [2, 3])
    keep(url, "item", None, 3, 1)
    keep(url, "genre", "War", None, 0)
    assert reader(ADA) == ([], [], [3])


def test_a_leaning_counts_as_much_as_its_item(url: str) -> None:
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type) values (1, 3, 'view');"
        " update cinelibre.items set language = 'ta' where id = 3",
    )

    def leaning() -> float:
        [(weights,)] = rows(url, "select r.leaning_weights from cinelibre.build_reader(1) as r")
        return float(weights[0])

    assert leaning() == near(0.2 / 0.7, abs=1e-6)
    keep(url, "language", "ta", None, 0.5)
    assert leaning() == near(0.1 / 0.7, abs=1e-6)
    keep(url, "item", None, 3, 1.5)
    assert leaning() == near(0.15 / 0.7, abs=1e-6)


def test_moving_items_and_features_are_told_strongest_first_with_all_that_was_set(url: str) -> None:
    keep(url, "item", None, 3, 0)
    keep(url, "genre", "Noir", None, 0)
    given = json.dumps({
        "user_id": ADA, "item_ids": [1, 2], "ratings": [5, 1], "shares": [0.5, 1],
    })  # fmt: skip

    def told(function: str, limit: int) -> list[Any]:
        [(found,)] = rows(url, f"select cinelibre.{function}({READER}, %s)", given, limit)
        return list(found)

    # ½ for Dune; against Ran 0.813333. War: ln(1.5 / 1.25) − ln(1.813333 / 1.406667).
    items = [
        (one["item"]["id"], one["points"], one["weight"], one["rating"]) for one in told("describe_moving_items", 9)
    ]
    assert items == [(2, near(-0.813333, abs=1e-5), 1, 1), (1, 0.5, 1, 5), (3, 0, 0, None)]
    assert [one["item"]["id"] for one in told("describe_moving_items", 2)] == [2, 3]
    war = {"kind": "genre", "name": "War", "points": near(-0.071622, abs=1e-5), "weight": 1}
    noir = {"kind": "genre", "name": "Noir", "points": 0, "weight": 0}
    assert told("describe_moving_features", 2) == [war, noir]
    assert told("describe_moving_features", 1) == [noir]
