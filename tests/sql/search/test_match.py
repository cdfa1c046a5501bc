"""Matching by meaning: similarities worked by hand, and the index that makes them fast, on each version."""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.errors import Unavailable
from tests.conftest import VERSIONS
from tests.support.readers import ALL_ITEMS
from tests.support.servers import Server
from tests.support.waiting import PATIENCE

Vector = list[float]

MODEL = "one"
HALF_PRECISION = 1e-3  # a halfvec keeps 11 bits: 0.6 is stored as 0.60010, 0.8 as 0.79980
FUNCTIONS = ["match_movies", "match_books", "match_items"]


def along(*parts: float) -> Vector:
    """The vector with `parts` on the first axes and nothing on the other ones."""
    return [*parts, *[0.0] * (384 - len(parts))]


E1, E2, BETWEEN = along(1), along(0, 1), along(0.6, 0.8)


async def embed(db: Database, item_type: str, vectors: dict[str, Vector], model: str = MODEL) -> None:
    """Writes items of one type with these vectors."""
    records = [
        {"item_type": item_type, "title": title, "embedding": vector, "text_hash": title}
        for title, vector in vectors.items()
    ]
    await db.one("upsert_items", records=records, embedding_model=model, dimension=384)


def asked_of(function: str) -> dict[str, Any]:
    """What must be said to the one of the three that has no documented thresholds."""
    return {"match_threshold": 0, "match_count": 12} if function == "match_items" else {}


async def match(db: Database, function: str, query: Vector, **args: Any) -> list[tuple[str, float]]:
    """Title and similarity of what resembles `query`, similarities to three decimals."""
    rows = await db.rows(function, query_embedding=query, **{**asked_of(function), **args})
    return [(row["title"], round(row["similarity"], 3)) for row in rows]


@pytest.mark.parametrize(("function", "item_type"), [("match_movies", "movie"), ("match_books", "book")])
async def test_similarity_is_the_cosine(db: Database, function: str, item_type: str) -> None:
    # With e1 as the question: e1·e1 = 1; (0.6 e1 + 0.8 e2)·e1 = 0.6, its length is √(0.36 + 0.64) = 1;
    # e1 + e2 is √2 long, so 1/√2 = 0.707; e2·e1 = 0; −e1·e1 = −1. Length alone changes nothing: 3 e1 is 1.
    vectors = {"same": E1, "between": BETWEEN, "diagonal": along(1, 1), "across": E2, "against": along(-1)}
    await embed(db, item_type, vectors)
    expected = {"same": 1, "diagonal": 1 / math.sqrt(2), "between": 0.6, "across": 0, "against": -1}

    for query in (E1, along(3)):
        found = await db.rows(function, query_embedding=query, match_threshold=-1, match_count=12)

        assert [row["title"] for row in found] == list(expected)
        assert [row["similarity"] for row in found] == pytest.approx(list(expected.values()), abs=HALF_PRECISION)


@pytest.mark.parametrize("function", ["match_movies", "match_items"])
@pytest.mark.parametrize(
    ("threshold", "titles"),
    [(-1, ["same", "between", "across", "against"]), (0, ["same", "between", "across"]), (0.5, ["same", "between"])],
)
async def test_what_is_less_similar_than_the_threshold_is_left_out(
    db: Database, function: str, threshold: float, titles: list[str]
) -> None:
    await embed(db, "movie", {"same": E1, "between": BETWEEN, "across": E2, "against": along(-1)})

    found = await match(db, function, E1, match_threshold=threshold)

    assert [title for title, _ in found] == titles


async def test_what_is_as_similar_as_the_threshold_is_found(db: Database) -> None:
    await embed(db, "movie", {"same": E1, "across": E2})

    assert await match(db, "match_movies", E1, match_threshold=1) == [("same", 1.0)]


@pytest.mark.parametrize("function", FUNCTIONS)
async def test_no_more_are_found_than_asked_for(db: Database, function: str) -> None:
    await embed(db, "movie", {"movie across": E2, "movie between": BETWEEN, "movie same": E1})
    await embed(db, "book", {"book across": E2, "book between": BETWEEN, "book same": E1})

    found = await db.rows(function, query_embedding=E1, match_threshold=0, match_count=1)

    assert [row["similarity"] for row in found] == [1.0]


@pytest.mark.parametrize(("function", "n_found"), [("match_movies", 6), ("match_books", 6), ("match_items", 12)])
async def test_the_equally_similar_come_by_id(db: Database, function: str, n_found: int) -> None:
    await embed(db, "movie", {f"movie {n}": BETWEEN for n in range(5)} | {"movie same": E1})
    await embed(db, "book", {f"book {n}": BETWEEN for n in range(5)} | {"book same": E1})

    found = await db.rows(function, query_embedding=E1, **asked_of(function))

    order = [(-round(row["similarity"], 3), row["id"]) for row in found]
    assert order == sorted(order)
    assert len(order) == n_found


async def test_movies_and_books_are_matched_apart_and_together(db: Database) -> None:
    # With 0.6 e1 + 0.8 e2 as the question: e2 0.8, e1 0.6; 0.8 e1 + 0.6 e2 has 0.48 + 0.48 = 0.96.
    await embed(db, "movie", {"Ran": E1, "Dune": along(0.8, 0.6)})
    await embed(db, "book", {"Emma": E2, "Persuasion": BETWEEN})

    found = {function: await match(db, function, BETWEEN) for function in FUNCTIONS}

    assert [title for title, _ in found["match_movies"]] == ["Dune", "Ran"]
    assert [title for title, _ in found["match_books"]] == ["Persuasion", "Emma"]
    assert [title for title, _ in found["match_items"]] == ["Persuasion", "Dune", "Emma", "Ran"]
    assert [value for _, value in found["match_items"]] == pytest.approx([1, 0.96, 0.8, 0.6], abs=HALF_PRECISION)


async def test_together_the_best_are_kept_whatever_their_type(db: Database) -> None:
    await embed(db, "movie", {"Ran": E1, "Dune": along(0.8, 0.6)})
    await embed(db, "book", {"Emma": E2, "Persuasion": BETWEEN})

    found = await match(db, "match_items", E2, match_count=3)

    assert [title for title, _ in found] == ["Emma", "Persuasion", "Dune"]


async def test_a_match_tells_what_lists_tell_and_the_similarity(db: Database) -> None:
    await embed(db, "movie", {"Dune": E1})
    page = await db.one("get_items", item_type="movie", **ALL_ITEMS)

    found = await db.rows("match_movies", query_embedding=E1)

    assert found == [page["items"][0] | {"similarity": 1.0, "seen": None, "hidden": None}]


async def test_an_item_without_an_embedding_is_not_found(db: Database) -> None:
    await embed(db, "movie", {"Dune": E1})
    records = [{"item_type": "movie", "title": "Ran"}]
    await db.one("upsert_items", records=records, embedding_model=MODEL, dimension=384)

    assert await match(db, "match_movies", E1, match_threshold=-1) == [("Dune", 1.0)]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("model", [None, MODEL])
async def test_an_empty_catalogue_has_nothing_to_match(db: Database, function: str, model: str | None) -> None:
    assert await db.rows(function, query_embedding=E1, embedding_model=model, **asked_of(function)) == []


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("model", "query"), [("another", E1), (MODEL, [1.0, 0.0]), (None, [1.0, 0.0])])
async def test_a_question_from_another_model_is_refused(
    db: Database, function: str, model: str | None, query: Vector
) -> None:
    await embed(db, "movie", {"Dune": E1})

    with pytest.raises(Unavailable) as refusal:
        await db.rows(function, query_embedding=query, embedding_model=model, **asked_of(function))

    assert refusal.value.slug == "embedding_model_mismatch"
    assert MODEL in refusal.value.detail


# Descriptions crowd around topics, and so do these vectors: pure noise has no neighbors worth finding.
TOPICS = """
    create temp table topics as
    select
        topic_id,
        array(select random() - 0.5 from generate_series(1, 384) where topic_id is not null) as center
    from generate_series(0, 63) as topic_id
"""
EMBEDDING = """
    (
        select array_agg(t.center[axis] + (random() - 0.5) / 2)
        from topics as t
        cross join generate_series(1, 384) as axis
        where t.topic_id = mod(number, 64)
    )::vector(384)
"""
FILL = f"""
    insert into models (kind, name, dimension, is_active)
    values ('embedding', 'one', 384, true);

    insert into items (id, item_type, title)
    select number, case when mod(number, 11) = 0 then %(other_type)s else %(item_type)s end, 'Item ' || number
    from generate_series(1, 5500) as number;

    insert into item_embeddings (item_id, item_type, embedding, text_hash, model_id)
    select number, item_type, {EMBEDDING}, '', model_id
    from (select i.id as number, i.item_type, m.id as model_id from items as i cross join models as m) as numbered
"""
QUESTIONS = f"select {EMBEDDING}::text from generate_series(1, 20) as number"
EXACT = """
    select array(
        select e.item_id
        from item_embeddings as e
        where e.item_type = %(item_type)s
        order by e.embedding <=> %(question)s::vector::halfvec(384), e.item_id
        limit %(count)s
    )
"""


@dataclass(frozen=True)
class Catalogue:
    """A database of 5,000 embedded items of one type beside 500 of the other, and 20 questions to it."""

    url: str
    item_type: str
    questions: list[Vector] = field(repr=False)

    @property
    def index(self) -> str:
        """The name of the index that must serve the searches."""
        return f"item_embeddings_{self.item_type}_hnsw"

    def connect(self) -> psycopg.Connection:
        """A connection on which our tables and the operators of vectors have short names."""
        options = "-c search_path=cinelibre,public,extensions"
        return psycopg.connect(self.url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor)

    async def matches(self, count: int) -> list[list[int]]:
        """The ids that each question finds, all asked over one connection, as a served process does."""
        function = f"match_{self.item_type}s"
        async with open_postgres(self.url, 1) as db:
            return [
                [
                    row["id"]
                    for row in await db.rows(function, query_embedding=question, match_threshold=-1, match_count=count)
                ]
                for question in self.questions
            ]

    def exact_matches(self, count: int) -> list[list[int]]:
        """The ids that each question would find if every embedding were compared."""
        with self.connect() as connection:
            connection.execute("set enable_indexscan = off")
            arguments = [
                {"item_type": self.item_type, "question": str(question), "count": count} for question in self.questions
            ]
            return [connection.execute(EXACT, given).fetchall()[0][0] for given in arguments]

    def n_scans(self) -> int:
        """How often the index was scanned; sessions report when they end, so it waits until they have."""
        others = """
            select from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
        """
        deadline = time.monotonic() + PATIENCE
        with self.connect() as connection:
            while connection.execute(others).fetchall() and time.monotonic() < deadline:
                time.sleep(0.01)
            scans = "select idx_scan from pg_stat_user_indexes where indexrelname = %s"
            return int(connection.execute(scans, [self.index]).fetchall()[0][0])


@pytest.fixture(scope="module", params=product(VERSIONS, ("movie", "book")), ids="{0[0]}-{0[1]}s".format)
def catalogue(request: pytest.FixtureRequest, servers: dict[int, Server]) -> Iterator[Catalogue]:
    """A large catalogue of each type on each version in turn, the same numbers every time."""
    version, item_type = request.param
    name = servers[version].create_database("shipped")
    empty = Catalogue(servers[version].url_of(name), item_type, [])
    yield Catalogue(empty.url, item_type, fill(empty))
    servers[version].drop_database(name)


def fill(catalogue: Catalogue) -> list[Vector]:
    """Fills the catalogue and answers the questions; the index is made anew at the end, which is faster."""
    other_type = "book" if catalogue.item_type == "movie" else "movie"
    with catalogue.connect() as connection:
        connection.execute("select setseed(0.5)")
        connection.execute(TOPICS)
        definition = connection.execute("select pg_get_indexdef(%s::regclass)", [catalogue.index]).fetchall()[0][0]
        connection.execute(f"drop index {catalogue.index}")
        connection.execute(FILL, {"item_type": catalogue.item_type, "other_type": other_type})
        connection.execute(definition)
        connection.execute("analyze")
        return [json.loads(question) for (question,) in connection.execute(QUESTIONS).fetchall()]


@pytest.mark.parametrize("count", [10, 100])
async def test_every_search_scans_the_index_of_its_type(catalogue: Catalogue, count: int) -> None:
    n_scans_before = catalogue.n_scans()

    await catalogue.matches(count)

    n_scans = catalogue.n_scans() - n_scans_before
    assert n_scans == 20


@pytest.mark.parametrize("count", [10, 100])
async def test_the_index_finds_what_comparing_everything_finds(catalogue: Catalogue, count: int) -> None:
    exact = catalogue.exact_matches(count)

    found = await catalogue.matches(count)

    n_common = sum(len(set(ours) & set(best)) for ours, best in zip(found, exact, strict=True))
    assert n_common / (len(exact) * count) >= 0.95


async def test_a_hundred_are_found_though_a_scan_yields_forty_by_default(catalogue: Catalogue) -> None:
    found = await catalogue.matches(100)

    assert [len(set(ids)) for ids in found] == [100] * 20
