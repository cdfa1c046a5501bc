"""Reports: three people hide a review until an admin decides, and nobody counts twice."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from api.db import Database
from api.reviews.routes import HIDE_FROM, REPORTS_A_DAY
from tests.api.reviews.test_reviews import read, review
from tests.support.readers import DUNE, RAN, House, Service, register, rows, write

Crowd = list[httpx.AsyncClient]


@pytest.fixture
async def crowd(house: House, service: Service) -> AsyncIterator[Crowd]:
    """Four more readers."""
    async with AsyncExitStack() as stack:
        claims = [await register(service.db, f"reader{number}") for number in range(4)]
        yield [await stack.enter_async_context(house.client(one)) for one in claims]


async def report(client: httpx.AsyncClient, kept: dict[str, Any], reason: str = "Spam") -> httpx.Response:
    """The answer to a report."""
    return await client.post(f"/reviews/{kept['id']}/report", json={"reason": reason})


async def shown(service: Service) -> list[str]:
    """The reviews of Dune that everybody sees."""
    return [one["text"] for one in (await read(service.nobody))["reviews"]]


async def decide(db: Database, kept: dict[str, Any], decision: str) -> Any:
    """What the operator's decision answers."""
    return await db.one("decide_review", review_id=kept["id"], decision=decision)


async def test_three_people_hide_a_review_and_no_other(service: Service, crowd: Crowd) -> None:
    assert HIDE_FROM == 3
    kept, other = await review(service.ada, "Ada's"), await review(service.bob, "Bob's")
    await report(crowd[0], other)

    seen = [
        ((await report(client, kept)).json()["is_new"], await shown(service))
        for client in (crowd[0], crowd[1], crowd[1], crowd[2])
    ]

    assert seen == [
        (True, ["Bob's", "Ada's"]),
        (True, ["Bob's", "Ada's"]),
        (False, ["Bob's", "Ada's"]),
        (True, ["Bob's"]),
    ]
    own = (await service.ada.get(f"/reviews/movie/{DUNE}")).json()["review"]
    assert own == {**kept, "is_hidden": True}
    late = await report(crowd[3], kept)
    assert (late.status_code, late.json()["error"]) == (404, "review_not_found")


async def test_an_admin_shows_it_for_good_until_it_changes(service: Service, crowd: Crowd) -> None:
    kept = await review(service.ada, "Ada's")
    for client in crowd[:3]:
        await report(client, kept)
    assert await shown(service) == []

    assert await decide(service.db, kept, "show") == {"review_id": kept["id"], "is_hidden": False}
    for client in crowd[:3]:
        assert (await report(client, kept)).json()["is_new"] is True
    settled = await shown(service)
    await review(service.ada, "Worse")
    changed = await shown(service)
    await report(crowd[3], kept)

    assert (settled, changed, await shown(service)) == (["Ada's"], ["Worse"], [])


@pytest.mark.parametrize("by", ["reports", "admin"])
async def test_a_hidden_review_cannot_be_written_anew_to_be_seen(service: Service, crowd: Crowd, by: str) -> None:
    kept = await review(service.ada, "Ada's")
    if by == "admin":
        await decide(service.db, kept, "hide")
    else:
        for client in crowd[:3]:
            await report(client, kept)

    changed = await review(service.ada, "Other words")
    await service.ada.delete(f"/reviews/movie/{DUNE}")
    gone = (await service.ada.get(f"/reviews/movie/{DUNE}")).json()["review"]
    again = await review(service.ada, "Again")

    assert (changed["is_hidden"], gone, again["is_hidden"]) == (True, None, True)
    assert await shown(service) == []
    await decide(service.db, kept, "show")
    assert await shown(service) == ["Again"]


async def test_reports_survive_that_the_review_is_deleted_and_written_anew(service: Service, crowd: Crowd) -> None:
    kept = await review(service.ada, "Ada's")
    for client in crowd[:2]:
        await report(client, kept)

    await service.ada.delete(f"/reviews/movie/{DUNE}")
    assert await shown(service) == []
    assert (await report(crowd[2], kept)).status_code == 404
    again = await review(service.ada, "Again")
    await report(crowd[2], again)

    assert (again["id"], await shown(service)) == (kept["id"], [])
    assert rows(service.url, "select count(*) from cinelibre.review_reports") == [(3,)]


async def test_an_admin_deletes_one_review_and_its_author_may_write_another(service: Service, crowd: Crowd) -> None:
    kept, other = await review(service.ada, "Ada's"), await review(service.bob, "Bob's")
    await report(crowd[0], kept)
    await report(crowd[0], other)

    await decide(service.db, kept, "delete")
    await review(service.ada, "Better")

    assert await shown(service) == ["Better", "Bob's"]
    assert rows(service.url, "select review_id from cinelibre.review_reports") == [(other["id"],)]


async def test_ones_own_review_and_one_that_is_not_are_not_reported(service: Service) -> None:
    kept = await review(service.ada)

    own, absent = await report(service.ada, kept), await report(service.ada, {"id": 999_999})

    assert (own.status_code, own.json()["error"]) == (422, "own_review")
    assert (absent.status_code, absent.json()["error"]) == (404, "review_not_found")
    assert rows(service.url, "select count(*) from cinelibre.review_reports") == [(0,)]


@pytest.mark.parametrize(("reason", "status"), [("a" * 500, 200), ("a" * 501, 422), (" ", 422), ("a\u202eb", 422)])
async def test_a_report_has_a_reason_of_plain_text(service: Service, reason: str, status: int) -> None:
    kept = await review(service.ada)

    answer = await report(service.bob, kept, reason)

    assert answer.status_code == status
    assert rows(service.url, "select reason from cinelibre.review_reports") == ([(reason,)] if status == 200 else [])


async def test_a_day_takes_so_many_reports_of_one_reader(service: Service, crowd: Crowd) -> None:
    query = "insert into cinelibre.users (external_id) select 'r:' || n from generate_series(0, %s) as n returning id"
    written = "insert into cinelibre.reviews (user_id, item_id, body) values (%s, %s, 'x') returning id"
    made = [rows(service.url, written, one, RAN)[0][0] for (one,) in rows(service.url, query, REPORTS_A_DAY)]

    answers = [await report(crowd[0], {"id": one}) for one in made]
    repeated = await report(crowd[0], {"id": made[0]})

    assert [answer.status_code for answer in answers] == [200] * REPORTS_A_DAY + [429]
    assert answers[-1].json()["detail"] == "A day takes 20 reports: go on tomorrow."
    assert repeated.json()["is_new"] is False
    assert (await report(crowd[1], {"id": made[-1]})).status_code == 200


async def test_the_operator_sees_what_waits_first(service: Service, crowd: Crowd) -> None:
    settled, waiting = await review(service.ada, "Settled"), await review(service.bob, "Waiting", has_spoilers=True)
    await review(service.ada, "Nobody minds", RAN)
    await report(crowd[0], settled, "Rude")
    await decide(service.db, settled, "hide")
    await report(crowd[0], waiting, "Spam")
    await report(crowd[1], waiting, "Rude")

    found = await service.db.rows("get_reported_reviews", review_limit=10)
    first = await service.db.rows("get_reported_reviews", review_limit=1)

    told = [(one["id"], one["author"], one["title"], one["body"], one["n_reports"], one["reasons"]) for one in found]
    assert told == [
        (waiting["id"], "bob", "Dune", "Waiting", 2, ["Rude", "Spam"]),
        (settled["id"], "ada", "Dune", "Settled", 0, ["Rude"]),
    ]
    assert [one["hidden_at"] is None for one in found] == [True, False]
    assert [one["id"] for one in first] == [waiting["id"]]


async def test_what_is_no_review_is_not_decided_on(service: Service) -> None:
    write(service.url, "delete from cinelibre.reviews where true")
    for decision in ("show", "hide", "delete"):
        with pytest.raises(Exception, match="There is no review with the id 1"):
            await decide(service.db, {"id": 1}, decision)
