"""What competes for a list, for whom, and by which weights: each limit, with numbers worked by hand."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items

BANDS = {"0": {"popular": 1}, "3": {"ease": 2, "taste": 0, "content": 0.5}, "15": {"cosine": 3}}


@pytest.mark.parametrize(
    ("n_ratings", "start"), [(0, "0"), (2, "0"), (3, "3"), (4, "3"), (14, "3"), (15, "15"), (900, "15")]
)
def test_a_band_holds_from_its_number_of_ratings_on(database_url: str, n_ratings: int, start: str) -> None:
    found = rows(database_url, "select cinelibre.choose_weights(%s::jsonb, true, %s)", json.dumps(BANDS), n_ratings)

    assert found == [(BANDS[start],)]


def test_the_weights_of_the_active_item_model_stand_before_those_that_are_passed(database_url: str) -> None:
    write(
        database_url,
        "insert into cinelibre.models (kind, name, is_active, weights) values"
        " ('ease', 'former', false, '{\"0\": {\"cosine\": 1}}'), ('ease', 'now', true, '{\"0\": {\"ease\": 1}}'),"
        " ('cosine', 'other', true, '{\"0\": {\"content\": 1}}')",
    )
    chosen = "select cinelibre.choose_weights(%s::jsonb, %s, 4)"

    assert rows(database_url, chosen, json.dumps(BANDS), True) == [({"ease": 1},)]
    assert rows(database_url, chosen, json.dumps(BANDS), False) == [(BANDS["3"],)]
    write(database_url, "update cinelibre.models set weights = null where name = 'now'")
    assert rows(database_url, chosen, json.dumps(BANDS), True) == [(BANDS["3"],)]
    assert rows(database_url, chosen, None, True) == [(None,)]


def test_sources_with_a_weight_are_asked_and_without_weights_all(database_url: str) -> None:
    named = "select cinelibre.name_sources(%s::jsonb)"

    assert rows(database_url, named, json.dumps(BANDS["3"])) == [(["content", "ease"],)]
    assert rows(database_url, named, "{}") == [([],)]
    assert rows(database_url, named, None) == [
        (["neighbors", "ease", "cosine", "content", "popular", "taste", "factors"],)
    ]


async def count_raters(db: Database, database_url: str, **counts: int) -> None:
    """Five items that so many people rated; a, b and so on are their names."""
    await write_items(db)
    for place, count in enumerate(counts.values(), 1):
        write(database_url, "insert into cinelibre.item_stats (item_id, rater_count) values (%s, %s)", place, count)


async def best(
    database_url: str, found: Sequence[tuple[str, int, float, float]], types: str, per_source: int
) -> set[int]:
    """The best of these scores."""
    scores = ", ".join(
        f"row('{source}', {item}, {points}, {power})::cinelibre.score" for source, item, points, power in found
    )
    kept = rows(
        database_url,
        f"select item_id from cinelibre.temper_best(array[{scores}], '{types}', 'true', {per_source})",
    )
    return {item_id for (item_id,) in kept}


async def test_of_each_source_the_best_are_kept_once_their_raters_tempered_them(
    db: Database, database_url: str
) -> None:
    await count_raters(db, database_url, dune=32, ran=1, emma=0)
    # 32^0.2 = 2: Dune's 10 are 5, less than the 6 of Ran; 32^0 = 1, and nobody's 5.5 of Emma are 5.5.
    ease = [("ease", DUNE, 10.0, 0.2), ("ease", RAN, 6.0, 0.2), ("ease", EMMA, 5.5, 0.2)]
    cosine = [("cosine", DUNE, 10.0, 0.0), ("cosine", RAN, 6.0, 0.0)]

    both = "{movie,book}"
    assert await best(database_url, ease, both, 1) == {RAN}
    assert await best(database_url, ease, both, 2) == {RAN, EMMA}
    assert await best(database_url, cosine, both, 1) == {DUNE}
    assert await best(database_url, ease + cosine, both, 1) == {RAN, DUNE}


async def test_where_a_list_is_narrowed_only_what_passes_counts(db: Database, database_url: str) -> None:
    await count_raters(db, database_url)
    found = [("cosine", DUNE, 3, 0), ("cosine", SOLARIS, 2, 0), ("cosine", DRACULA, 1, 0)]

    assert await best(database_url, found, "{movie,book}", 1) == {DUNE}
    assert await best(database_url, found, "{book}", 1) == {SOLARIS}


def beyond(
    database_url: str, sources: str, n_found: int, *, known: str = "{}", former: str = "{}", types: str = "{movie,book}"
) -> set[int]:
    """What is found beside the models, where two of a source are wanted."""
    found = rows(
        database_url,
        "select item_id from cinelibre.find_beyond_models("
        "row(null, '{}', '{}', %s::integer[], null, null, '{}', null, null, null)::cinelibre.reader,"
        " %s::integer[], %s::text[], 'true', 2, 2, %s::text[], %s)",
        known,
        former,
        types,
        sources,
        n_found,
    )
    return {item_id for (item_id,) in found}


async def test_what_is_popular_stands_in_where_the_models_find_fewer_than_are_wanted(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    write(database_url, "update cinelibre.items set external_count = 10 - id where true")

    assert beyond(database_url, "{ease}", 2) == set()
    assert beyond(database_url, "{ease}", 1) == {DUNE, RAN, SOLARIS, DRACULA}  # of each type the two best known
    assert beyond(database_url, "{popular}", 2) == {DUNE, RAN, SOLARIS, DRACULA}
    assert beyond(database_url, "{popular}", 2, known=f"{{{DUNE}}}") == {RAN, EMMA, SOLARIS, DRACULA}


async def test_what_stood_first_before_may_stay_unless_it_is_known_or_of_another_type(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    former = f"{{{DUNE},{RAN},{SOLARIS},999}}"

    assert beyond(database_url, "{}", 2, former=former) == {DUNE, RAN, SOLARIS}
    assert beyond(database_url, "{}", 2, former=former, known=f"{{{RAN}}}") == {DUNE, SOLARIS}
    assert beyond(database_url, "{}", 2, former=former, types="{book}") == {SOLARIS}


def test_what_neighbors_would_cost_is_counted_over_the_two_hundred_rarest(database_url: str) -> None:
    write(
        database_url,
        "with item as ("
        " insert into cinelibre.items (item_type, title) select 'movie', n::text from generate_series(1, 201) as n"
        " returning id)"
        " insert into cinelibre.item_stats (item_id, rater_count) select id, id from item",
    )
    counted = "select cinelibre.count_shared(%s::integer[])"

    # 1 + 2 + … + 200, without the 201 of the commonest; what nobody rated costs nothing.
    assert rows(database_url, counted, list(range(1, 202))) == [(20_100,)]
    assert rows(database_url, counted, [1, 201, 999]) == [(202,)]
    assert rows(database_url, counted, "{}") == [(0,)]


def reader(database_url: str, user_id: int, *given: Any) -> dict[str, Any]:
    """Whom a list is for."""
    places = "".join([", %s"] * len(given))
    [(found,)] = rows(database_url, f"select to_jsonb(cinelibre.build_reader(%s{places}))", user_id, *given)
    return dict(found)


async def two_alike(db: Database) -> tuple[int, int]:
    """Ada and Bob, who rated the same two films alike."""
    await write_items(db)
    readers = [await a_caller(db, name) for name in ("ada", "bob")]
    for one in readers:
        await one.one("rate_item", item_id=DUNE, rating=4)
        await one.one("rate_item", item_id=RAN, rating=5)
    return readers[0].user_id, readers[1].user_id


@pytest.mark.parametrize(("n_shared", "is_quick"), [(60_000, True), (60_001, False)])
async def test_neighbors_are_found_at_once_where_sixty_thousand_ratings_are_read_at_most(
    db: Database, database_url: str, n_shared: int, is_quick: bool
) -> None:
    ada, bob = await two_alike(db)
    write(database_url, "update cinelibre.item_stats set rater_count = %s where item_id = %s", n_shared - 2, DUNE)

    found = reader(database_url, ada)

    assert (found["item_ids"], found["ratings"]) == ([RAN, DUNE], [5, 4])
    assert found["neighbor_ids"] == ([bob] if is_quick else None)
    # r = 1 and two of two in common: (2 / 32)^1.5
    assert found["neighbor_weights"] == ([pytest.approx(0.015625)] if is_quick else None)


async def test_stored_neighbors_stand_before_new_ones_and_given_ones_before_all(
    db: Database, database_url: str
) -> None:
    ada, bob = await two_alike(db)
    write(
        database_url,
        "insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version)"
        " values (%s, '{7}', '{0.5}', 0)",
        ada,
    )
    given = json.dumps({"ids": [8, 9], "weights": [0.25, 0.125]})

    assert reader(database_url, ada)["neighbor_ids"] == [7]
    assert reader(database_url, bob)["neighbor_ids"] == [ada]
    assert reader(database_url, bob, None, -1)["neighbor_ids"] is None
    found = reader(database_url, ada, given)
    assert (found["neighbor_ids"], found["neighbor_weights"]) == ([8, 9], [0.25, 0.125])
