"""`python -m api.jobs train`: read every rating, train the models, put each into use in one statement.

With a gate, a new EASE model is first compared in memory with the one in use. A refused model is never written.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from api.chores.features import refresh_features
from api.db import Database
from api.errors import InvalidInput, Misconfigured, NotGoodEnough
from api.jobs.training.factoring import is_weighed, write_factors

if TYPE_CHECKING:
    from api.jobs.training.fitting.gate import Hidden
    from api.jobs.training.fitting.models import NeighborRow, RatedItems, Ratings
    from api.jobs.training.weights.choosing import Table

WRITTEN_AT_ONCE = 500
FOLLOWED_AT_ONCE = 10_000
CARRIES_WEIGHTS = "ease"
FOLLOWED = "ease"  # its ridges follow new ratings (api/chores/ridges.py)
GATED = ("ease",)  # not cosine: refresh_changed_items has shown its model every rating already
Say = Callable[[str], None]


async def train(
    db: Database, say: Say = lambda _: None, is_gated: bool = False, has_factors: bool = False
) -> dict[str, Any]:
    """Train on all ratings; return what was trained. Raises an error with a sentence if that is impossible.

    If gated, it raises `NotGoodEnough` if a new model is worse than the one in use, and puts that back as trained. With
    factors, a weight of theirs is tried, and they are written if it pays.
    """
    try:
        from api.jobs.training.fitting import models
    except ImportError:
        raise Misconfigured("train needs scipy: pip install -r requirements-train.txt.") from None
    ratings = await read_ratings(db)
    sizes = _count(ratings, say)
    measured = await _pass_gate(db, ratings, say) if is_gated else {}
    chosen = await weights_for(db, ratings, say, ("factors",) if has_factors else ())
    if has_factors:
        await _write_factors(db, ratings, sizes, chosen, say)
    for kind, trained in models.KINDS.items():
        metrics, weights = {**sizes, **measured.get(kind, {})}, None
        if kind == CARRIES_WEIGHTS and chosen.weights is not None:
            metrics, weights = {**metrics, "weights": chosen.figures}, chosen.weights
        n_rows = await write_model(db, kind, trained(ratings.liking()), ratings, metrics, weights)
        say(f"{kind}: {n_rows:,} items have others that go with them")
    return sizes


def _count(ratings: "Ratings", say: Say) -> dict[str, Any]:
    """Return and tell how much there is to train on. Raises `InvalidInput` if there is nothing."""
    n_items = len(ratings.item_ids)
    if n_items < 2:
        raise InvalidInput("There is nothing to train on: fewer than two items are rated.", slug="nothing_to_train_on")
    sizes = {"n_ratings": len(ratings.stars), "n_users": len(ratings.user_ids), "n_items": n_items}
    say(f"{sizes['n_ratings']:,} ratings of {sizes['n_items']:,} items by {sizes['n_users']:,} users")
    return sizes


async def weights_for(db: Database, ratings: "Ratings", say: Say, offered: Sequence[str] = ()) -> "Table":
    """Return the weights of the sources that these ratings choose, counting first what the catalogue is made of.

    Sources that are offered start without a weight.
    """
    from api.jobs.training.weights.choosing import choose_weights

    await refresh_features(db)
    chosen = await choose_weights(db, ratings, offered)
    if chosen.weights is None:
        say("weights: those that are shipped, the ratings are too few to choose others")
    for band, figures in chosen.figures.items():
        say(
            f"weights from {band} ratings on: nDCG@10 {figures['ndcg_at_10']:.4f}, with those that are shipped"
            f" {figures['ndcg_at_10_shipped']:.4f}, {figures['n_judged']:,} people"
        )
    return chosen


async def _write_factors(db: Database, ratings: "Ratings", sizes: dict[str, Any], chosen: "Table", say: Say) -> None:
    """Write factors before the weights that ask for them come into use."""
    if is_weighed(chosen.weights):
        say(f"factors: {await write_factors(db, ratings, sizes):,} items have factors")
    else:
        say("factors: no length of history gains by them, so none are written and no list asks for them")


async def read_ratings(db: Database) -> "Ratings":
    """Return all ratings, read page by page."""
    import numpy as np

    from api.jobs.training.fitting.models import Ratings

    columns: list[list[Any]] = [[], [], [], []]
    after = [0, 0]
    while after is not None:
        page = await db.one("get_training_page", after_user=after[0], after_item=after[1])
        for column, name, kind in zip(
            columns, ("users", "items", "ratings", "seconds"), (np.int32, np.int32, np.float32, np.int64), strict=True
        ):
            column.append(np.array(page[name], dtype=kind))
        after = page["next"]
    users, items, stars, seconds = (np.concatenate(column) for column in columns)
    user_ids, user_places = np.unique(users, return_inverse=True)
    item_ids, item_places = np.unique(items, return_inverse=True)
    return Ratings(user_places.astype(np.int32), item_places.astype(np.int32), stars, seconds, user_ids, item_ids)


async def _pass_gate(db: Database, ratings: "Ratings", say: Say) -> dict[str, dict[str, Any]]:
    """Return the measures of each kind for its metrics. Raises `NotGoodEnough` if a new model is worse."""
    from api.jobs.training.fitting import gate

    in_place = {model["kind"]: model for model in await db.rows("get_models") if model["kind"] in GATED}
    if len(in_place) < len(GATED):
        say("gate: skipped, no model is in place to compare with")
        return {}
    newest = max(datetime.fromisoformat(model["trained_at"]).timestamp() for model in in_place.values())
    hidden = gate.hide_newest(ratings, newest + 1)  # because ratings are stored in whole seconds
    if len(hidden.wanted) < gate.FEWEST_USERS:
        say(
            f"gate: skipped, {len(hidden.wanted)} users liked something since the model in place was trained;"
            f" {gate.FEWEST_USERS} are needed"
        )
        return {}
    return {kind: await _compare(db, kind, str(in_place[kind]["name"]), hidden, say) for kind in GATED}


async def _compare(db: Database, kind: str, name: str, hidden: "Hidden", say: Say) -> dict[str, Any]:
    from api.jobs.training.fitting import gate, models

    item_ids = hidden.known.item_ids
    rows = await asyncio.to_thread(lambda: list(models.KINDS[kind](hidden.known.liking())))
    former = gate.rows_of(await read_model(db, name), item_ids)
    new, in_place = gate.matrix_of(rows, len(item_ids)), gate.matrix_of(former, len(item_ids))
    compared = await asyncio.to_thread(gate.compare, hidden, new, in_place)
    figures = f"nDCG@10 {compared.new:.4f}, in place {compared.in_place:.4f}, {compared.n_users:,} users"
    if compared.is_worse:
        await db.one("hold_model", name=name)
        raise NotGoodEnough(
            f"The new {kind} model is worse than {name}: {figures}."
            " The one in use stays as it was trained and follows no new ratings; without --gate the new one is taken."
        )
    say(f"gate: {kind} {figures}")
    return {
        "ndcg_at_10": round(compared.new, 4),
        "ndcg_at_10_in_place": round(compared.in_place, 4),
        "n_asked": compared.n_users,
    }


async def read_model(db: Database, name: str) -> list[list[Any]]:
    """Return all rows of a stored model, read page by page."""
    records: list[list[Any]] = []
    after: int | None = 0
    while after is not None:
        page = await db.one("get_model_page", model_name=name, after_item=after)
        records += page["records"]
        after = page["next"]
    return records


def _record_of(row: "NeighborRow", ratings: "RatedItems", n_raters: int) -> list[Any]:
    """Return a row as `write_item_neighbors` takes it: ids in place of columns."""
    weights = [round(float(weight), 6) for weight in row.weights]
    return [int(ratings.item_ids[row.item]), ratings.item_ids[row.neighbors].tolist(), weights, row.length, n_raters]


async def _write_followed(db: Database, model_id: int, item_ids: list[int], n_raters: list[int]) -> None:
    """Write how many people had rated each item, so that the chore refresh-ease sees which ones change."""
    records = [list(pair) for pair in zip(item_ids, n_raters, strict=True)]
    for start in range(0, len(records), FOLLOWED_AT_ONCE):
        await db.one("write_followed_items", model_id=model_id, records=records[start : start + FOLLOWED_AT_ONCE])


async def write_model(
    db: Database,
    kind: str,
    rows: Iterator["NeighborRow"],
    ratings: "RatedItems",
    metrics: dict[str, Any],
    weights: dict[str, Any] | None,
) -> int:
    """Write a model beside the one in use and let it take over; return how many rows it has."""
    name = f"{kind}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    model_id = await db.one("begin_model", kind=kind, name=name)
    n_raters = ratings.raters_by_item()
    n_rows = 0
    while batch := await asyncio.to_thread(lambda: list(islice(rows, WRITTEN_AT_ONCE))):
        records = [_record_of(row, ratings, n_raters[row.item]) for row in batch]
        n_rows += await db.one("write_item_neighbors", model_id=model_id, records=records)
    if kind == FOLLOWED:
        await _write_followed(db, model_id, ratings.item_ids.tolist(), n_raters)
    await db.one("activate_model", model_id=model_id, metrics={**metrics, "n_rows": n_rows}, weights=weights)
    return n_rows
