"""Events to send, and what is written down of them."""

from typing import Any

from tests.support.readers import ABSENT, DUNE, SOLARIS, Row, Service, ago, rows

JSON = {"Content-Type": "application/json"}
HOUR = 3600


def log_of(service: Service, columns: str = "interaction_type, item_id") -> list[Row]:
    """What is written down of everybody, in order."""
    return rows(service.url, f"select {columns} from cinelibre.interactions order by id")


async def send(service: Service, *events: Any) -> dict[str, Any]:
    """The answer to a batch of Ada's."""
    answer = await service.ada.post("/interactions/batch", json={"events": list(events)})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def event(kind: str, item_id: int | None = DUNE, **more: Any) -> dict[str, Any]:
    """One event."""
    return {"interaction_type": kind, **({} if item_id is None else {"item_id": item_id}), **more}


FAULTS: list[tuple[dict[str, Any], int, str]] = [
    (event("applaud"), 422, "unknown_type"),
    (event("like", None), 422, "item_missing"),
    (event("search", DUNE, query="dune"), 422, "item_unexpected"),
    (event("like", ABSENT), 404, "item_not_found"),
    (event("like", SOLARIS, item_type="movie"), 404, "item_not_found"),
    ({"interaction_type": "like", "movie_id": SOLARIS}, 404, "item_not_found"),
    (event("rate"), 422, "rating_missing"),
    (event("search", None, query="dune", rating=4), 422, "rating_unexpected"),
    (event("unrate", DUNE, rating=4), 422, "rating_unexpected"),
    (event("search", None), 422, "query_missing"),
    (event("like", occurred_at=ago(-2 * HOUR)), 422, "in_the_future"),
    (event("view", occurred_at=ago(24 * HOUR + 60)), 422, "too_old"),
    (event("like", occurred_at=ago(30 * 24 * HOUR + 60)), 422, "too_old"),
    (event("like", occurred_at="0001-01-01T00:00:00+14:00"), 422, "too_old"),
    (event("like", occurred_at="9999-12-31T23:59:59-14:00"), 422, "in_the_future"),
]
NOT_EVENTS: list[Any] = [5, "like", None, [], [event("like")], True]
