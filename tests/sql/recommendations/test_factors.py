"""The source of factors: folding a reader in, walking the index, and what is asked, with numbers worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, rows, write, write_items

near = pytest.approx
FOLDED = """
    select cinelibre.fold_in_factors(m.id, jsonb_populate_record(null::cinelibre.reader, %s::jsonb))::text
    from cinelibre.models as m
    where m.kind = 'factors'
"""
SCORED = """
    select s.item_id, s.points
    from cinelibre.score_by_factors(jsonb_populate_record(null::cinelibre.reader, %s::jsonb){more}) as s
    order by s.points desc, s.item_id
"""


def padded(*first: float) -> list[float]:
    """Thirty-two factors of which all but the first are zero."""
    return [*first, *[0.0] * (32 - len(first))]


async def write_factors(db: Database, factors: dict[int, list[float]]) -> None:
    """A model of these factors, in use."""
    model_id = await db.one("begin_model", kind="factors", name="factors-1")
    records = [[item_id, vector] for item_id, vector in factors.items()]
    assert await db.one("write_item_factors", model_id=model_id, records=records) == len(factors)
    assert await db.one("write_item_factors", model_id=model_id, records=[*records, [999, padded(1)]]) == len(factors)
    await db.one("activate_model", model_id=model_id, metrics={})


def folded(database_url: str, reader: dict[str, Any]) -> list[float] | None:
    """A reader's first three factors."""
    [(found,)] = rows(database_url, FOLDED, json.dumps(reader))
    return None if found is None else list(json.loads(found))[:3]


async def test_a_reader_is_folded_in_by_what_they_liked(db: Database, database_url: str) -> None:
    await write_items(db)
    await write_factors(db, {DUNE: padded(1), RAN: padded(0.5, 1), SOLARIS: padded(0, 0.25)})
    history = {"item_ids": [DUNE, RAN, EMMA], "ratings": [5, 3.5, 5]}

    # Dune weighs (5 − 2) / 3 = 1, Ran 1/2, Emma has no factors: 1 · (1, 0) + 1/2 · (0.5, 1) = (1.25, 0.5).
    assert folded(database_url, history) == [1.25, 0.5, 0]
    # With shares 1/2 and 1 as much as Dune weighs is taken away by half; a leaning to Solaris adds 2 · (0, 0.25).
    assert folded(database_url, {**history, "shares": [0.5, 1, 1]}) == [0.75, 0.5, 0]
    assert folded(database_url, {**history, "leaning_ids": [SOLARIS], "leaning_weights": [2]}) == [1.25, 1, 0]
    assert folded(database_url, {"item_ids": [EMMA, DUNE], "ratings": [5, 2]}) is None


def scored(database_url: str, reader: dict[str, Any], more: str = "") -> list[Any]:
    """What the model says to a reader."""
    return rows(database_url, SCORED.replace("{more}", more), json.dumps(reader))


async def test_the_best_unknown_items_are_scored_by_the_inner_product(db: Database, database_url: str) -> None:
    await write_items(db)
    history = {"item_ids": [DUNE, RAN], "ratings": [5, 3.5], "known_ids": [DUNE, RAN]}

    assert scored(database_url, history) == []  # no model is in use

    await write_factors(db, {DUNE: padded(1), RAN: padded(0.5, 1), SOLARIS: padded(0.5, 0.5), EMMA: padded(-1)})

    # u = (1.25, 0.5) as above. Solaris 0.625 + 0.25; Emma is below 0.
    assert scored(database_url, history) == [(SOLARIS, 0.875)]
    # Nothing is known: Dune 1.25, Ran 0.625 + 0.5.
    everything = {**history, "known_ids": None}
    assert scored(database_url, everything) == [(DUNE, 1.25), (RAN, 1.125), (SOLARIS, 0.875)]
    assert scored(database_url, everything, ", item_limit => 2") == [(DUNE, 1.25), (RAN, 1.125)]
    assert scored(database_url, {"item_ids": [EMMA], "ratings": [2], "known_ids": []}) == []
    assert scored(database_url, {}) == []


async def test_factors_are_asked_only_with_a_weight(db: Database, database_url: str) -> None:
    await write_items(db)
    await write_factors(db, {DUNE: padded(1), SOLARIS: padded(0.5)})
    reader = json.dumps({"item_ids": [DUNE], "ratings": [5], "known_ids": [DUNE]})
    asked = """
        select s.source, s.item_id, s.points, s.power
        from cinelibre.score_by_sources(jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s::text[]) as s
    """

    # u = 1 along the first factor.
    assert rows(database_url, asked, reader, ["factors"]) == [("factors", SOLARIS, 0.5, 0.1)]
    assert rows(database_url, asked, reader, ["ease", "popular"]) == []


async def test_candidates_of_a_list_have_their_score_of_factors(db: Database, database_url: str) -> None:
    await write_items(db)
    await write_factors(db, {DUNE: padded(1), SOLARIS: padded(0.5), RAN: padded(-1)})
    reader = json.dumps({"item_ids": [DUNE], "ratings": [5], "known_ids": [DUNE]})
    found = """
        select c.item_id, c.factors
        from cinelibre.find_candidates(
            jsonb_populate_record(null::cinelibre.reader, %s::jsonb), null, '{movie,book}', 'true', 60, 20, %s::text[],
            180
        ) as c
        where c.item_id in (%s, %s)
        order by c.item_id
    """

    # u = 1 along the first factor, as above; 32 raters temper it by 32^0.1 = √2. Ran is below 0.
    write(database_url, "insert into cinelibre.item_stats (item_id, rater_count) values (%s, 32)", SOLARIS)
    assert rows(database_url, found, reader, ["factors"], SOLARIS, SOLARIS) == [(SOLARIS, near(0.5 / 2**0.5))]
    assert rows(database_url, found, reader, ["factors"], RAN, RAN) in ([], [(RAN, None)])
    assert rows(database_url, found, reader, ["popular"], SOLARIS, SOLARIS) in ([], [(SOLARIS, None)])
