"""A reader's list as they get it, with every source's own list beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.admin.reader_schemas import AskedReader
from api.experiments.varied import vary
from api.http.callers import Caller
from api.ranking.blend import OF_FRIENDS, sources_of
from api.ranking.candidates import (
    CANDIDATES,
    FRIENDS,
    FROM_CONTENT,
    SOURCES,
    Candidate,
    Material,
    Ranked,
    parse_material,
)
from api.ranking.ranked import MOVED, TRAINED, Degraded, bands_of, rank_list
from api.ranking.reasons import explain
from api.ranking.receipts import receipt_of
from api.ranking.taste import parts_of, squash
from api.settings import Settings

OF_A_SOURCE = 20  # items that are shown of each
PART = ("id", "item_type", "title", "year", "place", "score", "contributions", "variety")

Json = dict[str, Any]
Own = dict[str, list[tuple[int, float]]]  # the best items of each source, with what it says of them


async def examine(me: Caller, settings: Settings, asked: AskedReader) -> Json:
    """Return the stored list, or the one that the reader would get now, and each source's own.

    Nothing is kept but the audit event, and nothing counts as shown.
    """
    found = await _find(me, settings, asked)
    own, weights = lists_of(parse_material(found["every"])), found["made_of"]["weights"] or {}
    ranked, degraded = _rank(found, settings)
    shown = await _name(me, settings, found, ranked, own)
    made = found["stored"] or {"recommendation_id": None, "sources": sources_of(ranked), "items": shown["items"]}
    items = [_told(item) for item in made["items"]]
    blend = {name: made[name] for name in ("recommendation_id", "sources")}
    blend |= {"is_stored": found["stored"] is not None, "made_at": found["made_at"], "degraded": degraded}
    return {
        "audit_event_id": found["audit_event_id"],
        "reader": found["reader"],
        "blend": {**blend, "weights": weights, "items": items},
        "sources": _beside(items, own, weights, shown["named"]),
    }


async def _find(me: Caller, settings: Settings, asked: AskedReader) -> Json:
    found: Json = await me.one(
        "examine_reader",
        reader_id=asked.reader_id,
        email=asked.email,
        item_type=asked.item_type,
        per_source=max(CANDIDATES, settings.cache_size),
        content_limit=FROM_CONTENT,
        batch_size=settings.cache_size,
        first_count=settings.recommendations_per_request,
        weights=bands_of(settings),
        uses_trained=settings.blend == TRAINED,
        moved_from=MOVED,
        match_threshold=settings.match_threshold,
    )
    return found


def _rank(found: Json, settings: Settings) -> tuple[list[Ranked], Degraded]:
    if found["stored"]:
        return [], []
    varied, missing = vary(settings, found["variant"])
    ranked, failed = rank_list(found["made_of"], found["n_ratings"], varied, None)
    return ranked, missing or failed


async def _name(me: Caller, settings: Settings, found: Json, ranked: Sequence[Ranked], own: Own) -> Json:
    shown: Json = await me.one(
        "get_examined_list",
        audit_event_id=found["audit_event_id"],
        ranked=[receipt_of(one, place) for place, one in enumerate(ranked, 1)],
        sources=sources_of(ranked),
        named_ids=sorted({item_id for best in own.values() for item_id, _ in best}),
        neighbors=found["made_of"]["neighbors"],
        batch_size=settings.cache_size,
        match_threshold=settings.match_threshold,
    )
    return shown


def lists_of(material: Material) -> Own:
    """Return each source's own best items, best first, ties by id; a source that says nothing is left out."""
    found: Own = {}
    for source in (*SOURCES, FRIENDS, "taste"):
        scored = [(one.item_id, value) for one in material.candidates if (value := _value(source, one, material)) > 0]
        scored.sort(key=lambda pair: (-pair[1], pair[0]))
        if scored:
            found[source] = scored[:OF_A_SOURCE]
    return found


def _value(source: str, one: Candidate, material: Material) -> float:
    if source != "taste":
        return one.scores.get(source, 0.0)
    return squash(sum(parts_of(material.taste, one.genres, one.language, one.year, one.people).values()))


def _told(item: Json) -> Json:
    reasons = explain(item["contributions"], item.get("evidence") or {}, item["item_type"], item.get("variety"))
    return {name: item.get(name) for name in PART} | {"reasons": reasons}


def _beside(items: Sequence[Json], own: Own, weights: Mapping[str, float], named: Sequence[Json]) -> list[Json]:
    places = {item["id"]: item["place"] for item in items}
    names = {item["id"]: item for item in named}
    return [
        {
            "source": source,
            "weight": OF_FRIENDS if source == FRIENDS else weights.get(source, 0.0),
            "items": [
                names[item_id] | {"value": value, "place": places.get(item_id)}
                for item_id, value in best
                if item_id in names
            ],
        }
        for source, best in own.items()
    ]
