"""The front page: a user's own rows, stored for some minutes, and the rows for guests."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.experiments.varied import label_of, vary
from api.http.callers import Caller
from api.http.cards import write
from api.metrics import count_list
from api.ranking.blend import Blend, sources_of
from api.ranking.candidates import FROM_CONTENT, Ranked, parse_material
from api.ranking.lists import one_of_each_work
from api.ranking.ranked import MOVED, TRAINED, bands_of, by_recommender
from api.ranking.receipts import receipt_of
from api.ranking.recommender import Recommender
from api.recommendations import carousel_titles as titles
from api.recommendations.answers import NOBODY, keep_told, listed
from api.recommendations.carousels import LEAST_ITEMS, rows_of
from api.recommendations.service import TOLD
from api.settings import Settings

CANDIDATES = 100  # of each source; rows need more than a list does
MOSTLY = 0.8  # if so large a share of the ratings is of one type, there is a row of the other type
LEAST_RATED = 3  # ratings, before that share counts
ALIKE_FROM = 0.25  # least likeness to a favorite; from here on items are alike in at least two ways
ACROSS_FROM = 0.15  # the same across types

Json = dict[str, Any]

NO_ROWS: Json = {"recommendation_id": None, "sources": [], "rows": [], "items": []}


async def carousels(
    me: Caller, settings: Settings, refresher: NeighborRefresher, item_type: str | None, max_tastes: int, limit: int
) -> bytes:
    """Return the stored rows, or new ones, as JSON; their receipts are stored, so that `why` can explain them."""
    asked = {"max_genres": max_tastes, "limit": limit}
    answer = await _find(me, settings, asked, item_type)
    if answer.startswith(TOLD):
        count_list("rows", "stored")
        return answer
    found = from_json(answer)
    stored = found["stored"]
    return write(await _tell(me, stored) if stored else await _make(me, settings, refresher, found, asked, item_type))


async def _tell(me: Caller, stored: Json) -> Json:
    """Return stored rows, and write down what is said of their items."""
    items = [listed(item) for item in stored["items"]]
    made = {**stored, "items": items}
    count_list("rows", "stored")
    await keep_told(me, made)
    return _answer(made, is_stored=True)


async def _make(
    me: Caller, settings: Settings, refresher: NeighborRefresher, found: Json, asked: Json, item_type: str | None
) -> Json:
    max_tastes, limit = asked["max_genres"], asked["limit"]
    if found["needs_neighbors"] and found["n_ratings"] > 0:
        refresher.ask(me.user_id)
    varied, missing = vary(settings, found["variant"])
    (rows, chosen), failed = by_recommender(
        varied, lambda recommender: _rank_rows(found["made_of"], varied.diversity, max_tastes, limit, recommender)
    )
    degraded = missing or failed
    if not rows:
        count_list("rows", "empty")
        return _answer({**NO_ROWS, "variant": label_of(found["variant"])}, is_stored=False)
    count_list("rows", "made", degraded)
    kept = {"asked": {} if degraded else asked, "rows": rows}  # nobody asks for degraded rows again
    saved = await _save(me, settings, found, chosen, kept, item_type)
    saved |= {"rows": rows, "items": [listed(item) for item in saved["items"]]}
    return {**_answer(saved, is_stored=False), "degraded": degraded}


async def _find(me: Caller, settings: Settings, asked: Json, item_type: str | None) -> bytes:
    """Return the stored rows as clients get them, or what they or new ones are made of."""
    return await me.text(
        "get_carousels",
        item_type=item_type,
        asked=asked,
        ttl_seconds=settings.carousel_ttl_seconds,
        per_source=CANDIDATES,
        content_limit=FROM_CONTENT,
        row_limit=asked["limit"],
        mostly=MOSTLY,
        least_rated=LEAST_RATED,
        alike_from=ALIKE_FROM,
        across_from=ACROSS_FROM,
        weights=bands_of(settings),
        uses_trained=settings.blend == TRAINED,
        moved_from=MOVED,
        match_threshold=settings.match_threshold,
    )


def _rank_rows(
    made_of: Json, diversity: float, max_tastes: int, limit: int, recommender: Recommender | None
) -> tuple[list[Json], list[Ranked]]:
    """Return the rows with their item_ids, and the items in them with the contributions of their scores."""
    material = parse_material(made_of)
    blended = Blend(material.candidates, material.taste, material.weights or {})
    ranked = one_of_each_work(blended.order(material.candidates, recommender))
    rows = rows_of(ranked, made_of, diversity, max_tastes, limit)
    kept = [{**row.heading.told(), "item_ids": [one.candidate.item_id for one in row.items]} for row in rows]
    return kept, blended.explain(one for row in rows for one in row.items)


async def _save(
    me: Caller, settings: Settings, found: Json, chosen: Sequence[Ranked], kept: Json, item_type: str | None
) -> Json:
    sources = sources_of(chosen)
    saved = await me.one(
        "save_recommendations",
        ranked=[receipt_of(one, one.rank) for one in chosen],
        sources=sources,
        taste_version=found["taste_version"],
        newest_event=found["newest_event"],
        day=found["day"],
        item_type=item_type,
        is_daily=False,
        batch_size=len(chosen),
        rating_count=found["n_ratings"],
        neighbors=found["made_of"]["neighbors"],
        is_kept=not me.is_incognito,
        rows=kept,
        match_threshold=settings.match_threshold,
        variant=label_of(found["variant"]),
    )
    return {**saved, "sources": sources}


def _answer(made: Json, *, is_stored: bool) -> Json:
    """Return rows with their items. Items that became known since are left out, and so are empty rows."""
    items = {item["id"]: item for item in made["items"]}
    rows = [
        {
            **{name: value for name, value in row.items() if name != "item_ids"},
            "items": [items[item_id] for item_id in row["item_ids"] if item_id in items],
        }
        for row in made["rows"]
    ]
    return {
        "recommendation_id": made["recommendation_id"],
        "variant": made["variant"],
        "method": "+".join(made["sources"]) or "nothing",
        "rows": [row for row in rows if row["items"]],
        "is_stored": is_stored,
        "degraded": [],
    }


async def public_carousels(db: Database, item_type: str | None, max_languages: int, limit: int) -> Json:
    """Return rows for guests: what is popular, what trends, and the most common languages. Nothing is stored."""
    found = await db.one("get_public_carousels", item_type=item_type, row_limit=limit)
    rows = public_rows(found, item_type, max_languages, limit)
    return {**_answer({**NO_ROWS, "variant": None}, is_stored=False), "method": "popular", "rows": rows}


def public_rows(found: Mapping[str, Any], item_type: str | None, max_languages: int, limit: int) -> list[Json]:
    """Return the rows for guests; no item and no work is in two rows, and each row has at least three items."""
    items = {item["id"]: item for item in found["items"]}
    taken: set[int] = set()
    rows: list[Json] = []
    wanted = [(titles.trending(), found["moving"]), (titles.popular(), found["popular"])]
    wanted += [(titles.of_language(one["name"], item_type), one["item_ids"]) for one in found["languages"]]
    n_languages = 0
    for heading, item_ids in wanted:
        is_language = heading.key.startswith("language:")
        if is_language and n_languages == max_languages:
            break
        row = _first_of_works([items[item_id] for item_id in item_ids], taken, limit)
        if len(row) >= min(LEAST_ITEMS, limit):
            taken |= {item["work_id"] or item["id"] for item in row}
            n_languages += is_language
            placed = [
                {**_without_work(item), **NOBODY, "prediction": None, "place": place, "reasons": []}
                for place, item in enumerate(row, 1)
            ]
            rows.append({**heading.told(), "items": placed})
    return rows


def _first_of_works(items: Sequence[Json], taken: set[int], limit: int) -> list[Json]:
    works: dict[int, Json] = {}
    for item in items:
        work_id = item["work_id"] or item["id"]
        if work_id not in taken:
            works.setdefault(work_id, item)
    return list(works.values())[:limit]


def _without_work(item: Json) -> Json:
    """Return an item without what tells editions apart, which is ours."""
    return {name: value for name, value in item.items() if name != "work_id"}
