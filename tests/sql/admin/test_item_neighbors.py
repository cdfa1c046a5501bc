"""An item's neighbors of every kind, with numbers worked by hand."""

from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

DUNE, RAN, EMMA, SOLARIS, EDITION = 1, 2, 3, 4, 5


def vector(*first: float) -> str:
    """A unit vector that begins so."""
    return "[" + ",".join(str(n) for n in (*first, *[0] * (384 - len(first)))) + "]"


@pytest.fixture
def url(database_url: str) -> str:
    """Five items; EASE and phi know Dune. Ran tells a story of cosine 0.8 with it, Solaris one of 0.6."""
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title, year, work_id) values
        (1, 'movie', 'Dune', 2021, 1), (2, 'movie', 'Ran', 1985, null), (3, 'movie', 'Emma', null, null),
        (4, 'book', 'Solaris', 1961, null), (5, 'movie', 'Dune: Part One', 2021, 1);
        insert into cinelibre.models (id, kind, name, dimension, is_active) values
        (1, 'embedding', 'one', 384, true), (2, 'ease', 'e', null, true), (3, 'phi', 'p', null, true),
        (4, 'cosine', 'unfinished', null, false);
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id) values
        (1, 'movie', '{vector(1)}', 'a', 1), (2, 'movie', '{vector(0.8, 0.6)}', 'b', 1),
        (4, 'book', '{vector(0.6, 0.8)}', 'c', 1);
        insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights) values
        (2, 1, '{{3,2,4}}', '{{0.5,0.25,0.125}}'), (3, 1, '{{2}}', '{{0.5}}'), (4, 1, '{{3}}', '{{1}}');
        insert into cinelibre.users (id, email, role, token_version) values
        (1, 'ada@example.org', 'user', 1), (2, 'root@example.org', 'admin', 1);
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 5, 'rating'), (2, 1, 2, 'simulated');
        insert into cinelibre.shelf (user_id, item_id, hidden_at, hidden_by) values (2, 1, now(), 'hide');
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place)
        values ('00000000-0000-4000-8000-000000000001', 1, 1, 1);
        """,
    )
    return database_url


def kin(url: str, limit: int = 10) -> dict[str, list[tuple[Any, ...]]]:
    """The neighbors of Dune by kind, as places, ids and values."""
    query = """
        select n.kind, n.place, n.other_id, round(n.value::numeric, 3)::float8
        from cinelibre.list_kin(1, 'movie', %s) as n
        order by n.kind, n.place
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    for kind, *rest in rows(url, query, limit):
        found.setdefault(kind, []).append(tuple(rest))
    return found


def test_every_model_in_use_and_descriptions_say_what_is_near(url: str) -> None:
    found = kin(url)

    assert found["ease"] == [(1, EMMA, 0.5), (2, RAN, 0.25), (3, SOLARIS, 0.125)]
    assert found["phi"] == [(1, RAN, 0.5)]
    assert "cosine" not in found  # a model that is not in use
    assert found["content"] == [(1, RAN, 0.8), (2, SOLARIS, 0.6)]


def test_similar_items_are_those_that_are_served(url: str) -> None:
    [(served,)] = rows(
        url,
        "select public.get_similar_items('movie', 1, item_limit => 10, include_seen => true, item_skip => 0,"
        " threshold => 0, list_limit => 100)",
    )

    found = kin(url)["similar"]

    assert [other_id for _, other_id, _ in found] == [item["id"] for item in served["items"]]
    assert EDITION not in [other_id for _, other_id, _ in found]


def test_of_each_kind_the_first_are_told(url: str) -> None:
    found = kin(url, 1)

    assert {kind: len(told) for kind, told in found.items()} == {"content": 1, "ease": 1, "phi": 1, "similar": 1}


def test_what_lists_go_by_is_told(url: str) -> None:
    [(told,)] = rows(url, "select cinelibre.describe_item_facts(1)")
    [(bare,)] = rows(url, "select cinelibre.describe_item_facts(3)")

    assert {name: value for name, value in told.items() if name != "added_at"} == {
        "has_vector": True, "models": ["ease", "phi"], "n_raters": 2, "n_simulated": 1, "n_likes": 1, "n_hidden": 1,
        "n_shown": 1,
        "other_editions": [{"id": EDITION, "item_type": "movie", "title": "Dune: Part One", "year": 2021}],
    }  # fmt: skip
    assert (bare["has_vector"], bare["models"], bare["n_raters"], bare["other_editions"]) == (False, [], 0, [])


def test_neighbors_are_named(url: str) -> None:
    [(told,)] = rows(url, "select public.get_item_neighbors(2, 1, item_id => 1, neighbor_limit => 1)")

    assert (told["item"]["title"], told["facts"]["n_raters"]) == ("Dune", 2)
    assert {n["kind"]: n["title"] for n in told["neighbors"]}["ease"] == "Emma"
    assert rows(url, "select cinelibre.name_item(3)") == [
        ({"id": EMMA, "item_type": "movie", "title": "Emma", "year": None},)
    ]


def test_a_neighbor_that_was_deleted_is_left_out(url: str) -> None:
    write(url, "delete from cinelibre.items where id = 3")

    [(told,)] = rows(url, "select public.get_item_neighbors(2, 1, item_id => 1, neighbor_limit => 2)")

    assert [n["title"] for n in told["neighbors"] if n["kind"] == "ease"] == ["Ran"]


def test_an_unknown_item_is_not_found(url: str) -> None:
    query = "select public.get_item_neighbors(2, 1, item_id => 99, neighbor_limit => 1)"

    assert refusal(url, query) == ("PT404", "item_not_found")
