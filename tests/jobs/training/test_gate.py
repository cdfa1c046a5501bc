"""The gate of training: what is hidden, how two models are compared, and that a worse one changes nothing."""

from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.errors import NotGoodEnough
from api.jobs.training import job
from api.jobs.training.fitting import models
from api.jobs.training.fitting.gate import Compared, compare, hide_newest, matrix_of, rows_of
from api.jobs.training.fitting.models import NeighborRow, Ratings
from api.jobs.training.weights import choosing, hiding
from tests.conftest import settings_of
from tests.support.readers import House, rows, write

N_RATERS, N_CLUBS, N_EACH = 80, 4, 6
EARLY, TRAINED, LATE = 1_000_000_000, 1_100_000_000, 1_200_000_000  # seconds since 1970
EVERYTHING = """
    select m.kind, m.name, m.is_active, m.weights, n.item_id, n.neighbor_ids, n.weights
    from cinelibre.models as m
    left join cinelibre.item_neighbors as n on n.model_id = m.id
    order by m.id, n.item_id
"""


def ratings_of(*lines: tuple[int, int, float, int]) -> Ratings:
    """Ratings by user and item from 0, stars and seconds; ids of the database are a hundred and more."""
    users, items, stars, seconds = (np.array(column) for column in zip(*lines, strict=True))
    return Ratings(
        users.astype(np.int32),
        items.astype(np.int32),
        stars.astype(np.float32),
        seconds.astype(np.int64),
        np.arange(100, 101 + users.max(), dtype=np.int32),
        np.arange(200, 201 + items.max(), dtype=np.int32),
    )


def test_only_what_is_newer_is_hidden_and_only_from_who_liked_it_and_something_before() -> None:
    ratings = ratings_of(
        (0, 0, 5, 10),  # the first user: something before,
        (0, 1, 4, 30),  # and liked one
        (0, 2, 2, 31),  # of two newer ones
        (1, 0, 5, 30),  # the second: nothing before
        (2, 0, 5, 10),  # the third: nothing newer that was liked
        (2, 1, 3, 30),
        (3, 0, 5, 20),  # the fourth: nothing newer; of the same second is not newer
        (3, 1, 5, 10),
    )

    hidden = hide_newest(ratings, 20)

    assert hidden.wanted == {0: {1}}
    assert hidden.known.seconds.tolist() == [10, 30, 10, 30, 20, 10]
    assert hidden.known.users.tolist() == [0, 1, 2, 2, 3, 3]
    assert hidden.known.item_ids.tolist() == [200, 201, 202]


def test_at_most_five_of_a_user_are_hidden_the_newest() -> None:
    ratings = ratings_of(*((0, item, 5, 100 + item) for item in range(8)))

    hidden = hide_newest(ratings, 0)

    assert hidden.wanted == {0: {3, 4, 5, 6, 7}}
    assert hidden.known.items.tolist() == [0, 1, 2]


def test_models_are_compared_by_where_they_put_what_was_hidden() -> None:
    # The user liked item 0 and later item 3. The new model says 3 first: nDCG 1. The one in place says 1, which the
    # user knows, then 2, then 3: 1 / log2(3).
    hidden = hide_newest(ratings_of((0, 0, 5, 10), (0, 1, 1, 11), (0, 3, 5, 30)), 20)
    new = matrix_of([NeighborRow(0, np.array([3, 2]), np.array([2, 1], np.float32))], 4)
    in_place = matrix_of([NeighborRow(0, np.array([1, 2, 3]), np.array([9, 2, 1], np.float32))], 4)

    compared = compare(hidden, new, in_place)

    assert compared == pytest.approx((1.0, 0.6309, 0.0, 1), abs=1e-4)
    assert not compared.is_worse
    assert compare(hidden, in_place, new).is_worse


@pytest.mark.parametrize(
    ("new", "in_place", "error", "is_worse"),
    [
        (0.30, 0.30, 0.0, False),
        (0.29, 0.30, 0.0, False),  # 3 % less are within the margin
        (0.28, 0.30, 0.0, True),  # 7 % less are not
        (0.28, 0.30, 0.02, False),  # but may be chance
        (0.00, 0.00, 0.0, False),
        (0.31, 0.30, 0.0, False),
    ],
)
def test_worse_is_more_than_a_margin_and_more_than_chance(
    new: float, in_place: float, error: float, is_worse: bool
) -> None:
    assert Compared(new, in_place, error, 100).is_worse is is_worse


def test_a_stored_model_is_read_by_todays_columns_without_what_nobody_rates_any_more() -> None:
    records = [[200, [201, 999], [0.5, 0.25]], [201, [999], [1]], [999, [200], [1]]]

    [row] = rows_of(records, np.array([200, 201], np.int32))

    assert (row.item, row.neighbors.tolist(), row.weights.tolist()) == (0, [1], [0.5])


async def clubs(db: Database, database_url: str) -> None:
    """Eighty raters in four clubs who like the six films of their club, all but one each; models trained on that."""
    titles = [
        {"item_type": "movie", "title": f"Film {film}", "year": 2001, "movielens_id": film}
        for film in range(N_CLUBS * N_EACH)
    ]
    await db.one("upsert_items", records=titles, embedding_model="one", dimension=384)
    seen = [[rater, film, 5, EARLY] for rater in range(N_RATERS) for film in films_of(rater) if film != last_of(rater)]
    await db.one("import_ratings", records=seen)
    await job.train(db)
    write(database_url, "update cinelibre.models set created_at = to_timestamp(%s) where kind <> 'embedding'", TRAINED)


def films_of(rater: int) -> range:
    """The films of the rater's club."""
    first = rater % N_CLUBS * N_EACH
    return range(first, first + N_EACH)


def last_of(rater: int) -> int:
    """The film of the club that this rater sees last."""
    return films_of(rater)[rater // N_CLUBS % N_EACH]


async def see_the_last(db: Database, n_raters: int) -> None:
    """So many raters like the film that they had not seen, after the models were trained."""
    await db.one("import_ratings", records=[[rater, last_of(rater), 5, LATE] for rater in range(n_raters)])


async def in_place(db: Database) -> dict[str, dict[str, Any]]:
    """The trained models in use, by kind."""
    return {model["kind"]: model for model in await db.rows("get_models") if model["kind"] != "embedding"}


async def test_models_as_good_as_those_in_place_pass_and_keep_what_was_measured(
    db: Database, database_url: str
) -> None:
    await clubs(db, database_url)
    former = await in_place(db)
    await see_the_last(db, N_RATERS)
    said: list[str] = []

    await job.train(db, said.append, is_gated=True)

    now = await in_place(db)
    assert {kind: model["name"] == former[kind]["name"] for kind, model in now.items()} == dict.fromkeys(now, False)
    metrics = now["ease"]["metrics"]
    measured = {name: metrics[name] for name in ("ndcg_at_10", "ndcg_at_10_in_place", "n_asked")}
    assert measured == {"ndcg_at_10": 1.0, "ndcg_at_10_in_place": 1.0, "n_asked": N_RATERS}
    assert "gate: ease nDCG@10 1.0000, in place 1.0000, 80 users" in said


# Every film goes with one of a club further on, and with nothing else.
ASTRAY = [
    NeighborRow(film, np.array([(film // N_EACH + 2) % N_CLUBS * N_EACH]), np.ones(1, np.float32), 1.0)
    for film in range(N_CLUBS * N_EACH)
]


async def test_a_worse_model_is_refused_and_nothing_is_changed(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await clubs(db, database_url)
    await see_the_last(db, N_RATERS)
    before = rows(database_url, EVERYTHING)
    monkeypatch.setitem(models.KINDS, "ease", lambda liking: iter(ASTRAY))

    with pytest.raises(NotGoodEnough, match=r"The new ease model is worse than ease-\S+: nDCG@10 0.0000, in pl"):
        await job.train(db, is_gated=True)
    assert rows(database_url, EVERYTHING) == before

    await job.train(db)
    assert rows(database_url, EVERYTHING) != before


async def test_chosen_weights_are_shown_with_the_model_and_stay_where_a_new_one_is_refused(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hiding, "FEWEST", 5)
    monkeypatch.setattr(choosing, "FEWEST_RATINGS", 400)
    monkeypatch.setattr(choosing, "FEWEST_JUDGED", 12)
    await clubs(db, database_url)
    await see_the_last(db, N_RATERS)
    before = await in_place(db)
    monkeypatch.setitem(models.KINDS, "ease", lambda liking: iter(ASTRAY))

    with pytest.raises(NotGoodEnough):
        await job.train(db, is_gated=True)

    app = create_app(settings_of(database_url=SecretStr(database_url)))
    async with House(database_url, app).client(None) as client, app.router.lifespan_context(app):
        shown = {model["kind"]: model for model in (await client.get("/model/info")).json()["ranking"]}
    names = ("name", "metrics", "weights")
    assert [[shown[kind][name] for name in names] for kind in before] == [
        [model[name] for name in names] for model in before.values()
    ]
    assert shown["cosine"]["weights"] is None
    assert sorted(shown["ease"]["weights"], key=int) == ["0", "1", "3", "5", "6", "15", "50", "200"]
    figures = shown["ease"]["metrics"]["weights"]["15"]
    assert figures["n_judged"] == N_RATERS * 3 // 20  # whose newest is the fifth of their club: the sixth nobody keeps
    assert figures["ndcg_at_10"] >= figures["ndcg_at_10_shipped"] > 0


async def test_a_cosine_model_is_not_held_against_one_that_has_seen_what_is_hidden(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await clubs(db, database_url)
    await see_the_last(db, N_RATERS)
    refreshed = await db.one("refresh_changed_items", max_seconds=60)
    former = await in_place(db)
    monkeypatch.setitem(models.KINDS, "cosine", lambda liking: iter(ASTRAY))

    await job.train(db, is_gated=True)

    now = await in_place(db)
    assert refreshed == {"n_refreshed": N_CLUBS * N_EACH, "n_left": 0}
    assert {kind: model["name"] == former[kind]["name"] for kind, model in now.items()} == dict.fromkeys(now, False)
    assert {kind: "ndcg_at_10" in model["metrics"] for kind, model in now.items()} == {
        "ease": True,
        "cosine": False,
        "phi": False,
    }


async def test_too_few_newer_ratings_are_no_question_and_said(db: Database, database_url: str) -> None:
    await clubs(db, database_url)
    await see_the_last(db, 49)
    former = await in_place(db)
    said: list[str] = []

    await job.train(db, said.append, is_gated=True)

    now = await in_place(db)
    assert "gate: skipped, 49 users liked something since the model in place was trained; 50 are needed" in said
    assert {kind: model["name"] == former[kind]["name"] for kind, model in now.items()} == dict.fromkeys(now, False)
    assert "ndcg_at_10" not in now["ease"]["metrics"]


async def test_the_first_models_have_nothing_to_be_compared_with(db: Database, database_url: str) -> None:
    await clubs(db, database_url)
    write(database_url, "delete from cinelibre.models where kind <> 'embedding'")
    said: list[str] = []

    await job.train(db, said.append, is_gated=True)

    assert "gate: skipped, no model is in place to compare with" in said
    assert sorted(await in_place(db)) == ["cosine", "ease", "phi"]


async def test_a_model_is_read_whole_page_by_page(db: Database, database_url: str) -> None:
    await clubs(db, database_url)
    name = (await in_place(db))["ease"]["name"]

    first = await db.one("get_model_page", model_name=name, page_limit=20, after_item=0)
    second = await db.one("get_model_page", model_name=name, page_limit=20, after_item=first["next"])

    assert (len(first["records"]), first["next"]) == (20, first["records"][-1][0])
    assert (len(second["records"]), second["next"]) == (4, None)
    assert first["records"] + second["records"] == await job.read_model(db, name)
    assert await db.one("get_model_page", model_name="ease-gone", after_item=0) == {"records": [], "next": None}
