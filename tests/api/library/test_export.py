"""Everything of an account and nothing of another, page by page."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.library.service import PIECE_BYTES
from tests.api.auth.accounts import user_in
from tests.api.library.shelves import CATALOGUE, DUNE, EMMA_BOOK, HEAT, N_ITEMS, RAN, Place, Reader
from tests.support.readers import register, rows, write

PAGE = 1000

EVENTS = """
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select %s, 1 + n %% 14, 'view', timestamptz '2024-05-01 00:00:00+00' - n * interval '1 microsecond'
    from generate_series(1, %s) as n
"""


async def pieces_of(place: Place, reader: Reader) -> tuple[int, list[bytes]]:
    """The status of an export, and its body as it is sent, piece by piece."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/library/export",
        "raw_path": b"/library/export",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"authorization", reader.headers["Authorization"].encode())],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    requests = [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        return requests.pop() if requests else await asyncio.Event().wait()  # nobody hangs up

    async def send(message: Any) -> None:
        sent.append(message)

    await place.app(scope, receive, send)
    return sent[0]["status"], [message["body"] for message in sent[1:] if message["body"]]


async def test_an_account_that_did_nothing_is_empty_but_for_itself(place: Place, ada: Reader) -> None:
    before = datetime.now(UTC)

    document = await ada.exported()

    account = user_in(await place.client.get("/auth/me", headers=ada.headers))
    exported_at = datetime.fromisoformat(document.pop("exported_at"))
    created_at = datetime.fromisoformat(document["account"].pop("created_at"))
    assert before <= exported_at <= datetime.now(UTC)
    assert created_at == datetime.fromisoformat(account.pop("created_at"))
    del account["id"]
    assert document == {
        "format": "cinelibre-library",
        "version": 1,
        "account": account,
        "ratings": [],
        "shelf": [],
        "interactions": [],
        "rollups": [],
        "influences": [],
        "services": [],
        "summary": [],
        "snapshots": [],
        "notes": [],
        "reviews": [],
        "reports": [],
        "feedback": [],
        "people": [],
        "person_reports": [],
        "groups": [],
        "evenings": [],
        "experiments": [],
    }


async def test_everything_of_an_account_is_in_it_as_it_was_said(ada: Reader) -> None:
    moment = (datetime.now(UTC) - timedelta(hours=3)).replace(microsecond=123456).isoformat()
    context: dict[str, Any] = {"page": None, "list": [1, None, {"b": "\n\"'🎬"}], "empty": {}, "": 0.1}
    events: list[dict[str, Any]] = [
        {"interaction_type": "search", "query": 'बारिश "\n\u2028 🎬\\', "occurred_at": moment, "context": context},
        {"interaction_type": "watch", "item_id": DUNE, "seconds": 60, "fraction": 0.95, "occurred_at": moment},
        {"interaction_type": "superlike", "item_id": DUNE, "occurred_at": moment, "idempotency_key": "it's me"},
        {"interaction_type": "hide", "item_id": HEAT, "occurred_at": moment},
        {"interaction_type": "favorite", "item_id": RAN, "occurred_at": moment, "context": {}},
        {"interaction_type": "watchlist_add", "item_id": EMMA_BOOK, "occurred_at": moment},
        {"interaction_type": "rate", "item_id": EMMA_BOOK, "rating": 3.5, "occurred_at": moment},
    ]
    assert await ada.asked("POST", "/interactions/batch", json={"events": events}) == {
        "n_recorded": 7,
        "n_repeated": 0,
        "refused": [],
    }

    document = await ada.exported()

    def item(item_id: int) -> dict[str, Any]:
        named = CATALOGUE[item_id - 1]
        said = ("item_type", "title", "year", "tmdb_id", "imdb_id", "movielens_id", "isbn13")
        return {"id": item_id, **{name: named[name] for name in said if name in named}}

    assert document["ratings"] == [{"item": item(EMMA_BOOK), "rating": 3.5, "rated_at": moment}]
    assert document["shelf"] == [
        {"item": item(RAN), "favorite_at": moment},
        {"item": item(DUNE), "seen_at": moment, "opinion": "superlike", "opinion_at": moment},
        {"item": item(HEAT), "hidden_at": moment, "hidden_by": "hide"},
        {"item": item(EMMA_BOOK), "watchlist_at": moment},
    ]
    assert document["interactions"] == [
        {name: value for name, value in event.items() if name != "item_id"}
        | ({"item": item(item_id)} if isinstance(item_id := event.get("item_id"), int) else {})
        for event in events
    ]


async def test_nothing_of_a_stranger_is_in_it(place: Place, ada: Reader) -> None:
    bob = await place.reader()
    await bob.asked("POST", "/ratings", json={"item_id": RAN, "rating": 1})
    await bob.asked("PUT", f"/watchlist/movie/{RAN}")
    await bob.asked("POST", "/events/search", json={"query": "what bob looks for"})
    await ada.asked("POST", "/ratings", json={"item_id": DUNE, "rating": 5})

    document = await ada.exported()

    assert [(entry["item"]["id"], entry["rating"]) for entry in document["ratings"]] == [(DUNE, 5)]
    assert document["shelf"] == []
    assert [(entry["interaction_type"], entry["item"]["id"]) for entry in document["interactions"]] == [("rate", DUNE)]
    assert "bob" not in json.dumps(document)


@pytest.mark.parametrize("n_events", [1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2_500])
async def test_at_the_borders_of_pages_nothing_is_doubled_and_nothing_lost(
    place: Place, ada: Reader, n_events: int
) -> None:
    stranger = await place.reader()
    write(place.url, EVENTS, ada.claims.user_id, n_events // 2)
    write(place.url, EVENTS, stranger.claims.user_id, 10)
    write(place.url, EVENTS, ada.claims.user_id, n_events - n_events // 2)

    document = await ada.exported()

    query = "select occurred_at, item_id from cinelibre.interactions where user_id = %s order by id"
    assert [
        (datetime.fromisoformat(entry["occurred_at"]), entry["item"]["id"]) for entry in document["interactions"]
    ] == rows(place.url, query, ada.claims.user_id)
    assert len(document["interactions"]) == n_events


@pytest.mark.parametrize("page_limit", [1, 5, N_ITEMS, N_ITEMS + 1])
@pytest.mark.parametrize("part", ["ratings", "shelf", "interactions", "rollups", "services"])
async def test_every_part_ends_after_its_last_page(place: Place, ada: Reader, part: str, page_limit: int) -> None:
    for item_id in range(1, N_ITEMS + 1):
        await ada.caller.one("rate_item", item_id=item_id, rating=3)
        write(
            place.url,
            "insert into cinelibre.shelf (user_id, item_id, seen_at) values (%s, %s, now())",
            ada.claims.user_id,
            item_id,
        )
        write(
            place.url,
            "insert into cinelibre.audit_events (user_id, action) values (%s, %s)",
            ada.claims.user_id,
            f"GET /{item_id}",
        )
    if part == "rollups":
        await make_old(place, ada)
    whole = (await ada.exported())[part]

    pages, after = [], 0
    while after is not None:
        page = await ada.caller.one("get_library_page", part=part, after=after, page_limit=page_limit)
        pages.append(page["entries"])
        after = page["last"]

    assert [entry for page in pages for entry in page] == whole
    assert len(whole) == N_ITEMS
    assert [len(page) for page in pages if page] == [page_limit] * (N_ITEMS // page_limit) + (
        [N_ITEMS % page_limit] if N_ITEMS % page_limit else []
    )


async def make_old(place: Place, reader: Reader) -> None:
    """What a reader did becomes two years old and is rolled up."""
    write(
        place.url,
        "update cinelibre.interactions set occurred_at = '2024-05-01T12:00:00Z' where user_id = %s",
        reader.claims.user_id,
    )
    after = 0
    while after is not None:
        after = (await place.db.one("roll_up_interactions", keep_days=365, after_id=after, max_seconds=1))["next"]


async def test_interactions_that_were_rolled_up_are_counted_in_it(place: Place, ada: Reader) -> None:
    for stars in (3, 4):
        await ada.asked("POST", "/ratings", json={"item_id": RAN, "rating": stars})
    for place_of_clocks in ("Prague", "Bern", "Delhi", "Oslo"):
        await ada.asked("POST", "/events/search", json={"query": f"a clockmaker in {place_of_clocks}"})
    await make_old(place, ada)

    document = await ada.exported()

    at = {"first_at": "2024-05-01T12:00:00+00:00", "last_at": "2024-05-01T12:00:00+00:00"}
    [rated, searched] = document["rollups"]
    assert rated.pop("item")["id"] == RAN
    assert rated == {"interaction_type": "rate", "event_count": 2, **at}
    assert searched == {"interaction_type": "search", "event_count": 1, **at}
    assert [one["interaction_type"] for one in document["interactions"]] == ["search"] * 3  # the newest stay
    assert len(document["ratings"]) == 1


async def test_a_long_history_is_sent_in_pieces(place: Place, ada: Reader) -> None:
    write(place.url, EVENTS, ada.claims.user_id, 2_500)

    status, pieces = await pieces_of(place, ada)

    document = json.loads(b"".join(pieces))
    assert status == 200
    assert len(document["interactions"]) == 2_500
    assert [len(piece) for piece in pieces[:-2]] == [PIECE_BYTES] * (len(pieces) - 2)  # then the rest, and the end
    assert len(pieces) > 3


async def test_it_is_a_file_to_keep_and_no_cache_keeps_it(place: Place, ada: Reader) -> None:
    answer = await place.client.get("/library/export", headers=ada.headers)

    assert {name: answer.headers[name] for name in ("content-type", "content-disposition", "cache-control")} == {
        "content-type": "application/json",
        "content-disposition": 'attachment; filename="cinelibre-library.json"',
        "cache-control": "private, no-store",
    }


async def test_an_ended_token_is_refused_before_the_first_piece(place: Place, ada: Reader) -> None:
    await ada.asked("POST", "/auth/logout")

    status, pieces = await pieces_of(place, ada)
    upload = await ada.uploaded(b"title,rating\nRan,4\n")

    assert (status, json.loads(b"".join(pieces))["error"]) == (401, "token_revoked")
    assert (upload.status_code, upload.json()["error"]) == (401, "token_revoked")
    assert ada.ratings() == []


async def test_what_services_did_is_listed_and_they_export_and_import_for_a_reader(place: Place, ada: Reader) -> None:
    service = Reader(place, await register(place.db, "robot"))
    write(place.url, "update cinelibre.users set role = 'service' where id = %s", service.claims.user_id)
    for_ada: dict[str, Any] = {"headers": service.headers, "params": {"user_id": ada.claims.user_id}}
    csv = {"file": ("my.csv", b"title,year,rating\nRan,1985,4\n")}

    imported = await place.client.post("/library/import", files=csv, **for_ada)
    exported = await place.client.get("/library/export", **for_ada)

    document = await ada.exported()
    said = [(entry["action"], datetime.fromisoformat(entry["occurred_at"]).tzinfo) for entry in document["services"]]
    assert imported.json()["counts"] == {"created": 1}
    assert said == [("POST /library/import", UTC), ("GET /library/export", UTC)]
    assert exported.json()["services"] == document["services"]
    assert exported.json()["account"] == document["account"]
    assert [rating[:2] for rating in ada.ratings()] == [(RAN, 4)]
    assert (service.ratings(), (await service.exported())["services"]) == ([], [])
