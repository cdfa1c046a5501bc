"""The day's list: forty kept, twenty answered, the rest by `next`; and what makes a new one."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.recommendations.town import BOOKS, MOVIES, Json, Reader, Town, answered, ids_of, refused
from tests.support.readers import rows, write
from tests.support.tokens import token_of_a_service

SOME = [(8, 5.0), (16, 4.5), (24, 2.0)]  # two dramas that were liked, one that was not


async def a_list(reader: Reader) -> Json:
    """The list of somebody who rated three movies."""
    for item_id, stars in SOME:
        await reader.rate(item_id, stars)
    return await reader.get("/personalized")


async def test_a_strangers_list_answers_as_if_it_were_not_there(ada: Reader, bob: Reader) -> None:
    adas = await a_list(ada)
    item_id = adas["items"][0]["id"]

    for recommendation_id in (adas["recommendation_id"], str(uuid4())):
        asked = {"recommendation_id": recommendation_id}
        assert await refused(bob.client, "/next", **asked) == (404, "list_not_found")
        assert await refused(bob.client, f"/{recommendation_id}/why/{item_id}") == (404, "list_not_found")
    assert (await ada.get(f"/{adas['recommendation_id']}/why/{item_id}"))["item"]["id"] == item_id


@pytest.mark.parametrize("path", ["/personalized", f"/next?recommendation_id={UUID(int=1)}", f"/{UUID(int=1)}/why/1"])
async def test_without_a_token_there_is_no_list_of_ones_own(town: Town, path: str) -> None:
    assert await refused(town.nobody, path) == (401, "token_missing")


async def test_a_service_asks_for_a_user_and_only_a_service_does(town: Town, ada: Reader, bob: Reader) -> None:
    async with town.client_of(await token_of_a_service(town.db)) as service:
        for item_id, stars in SOME:
            await ada.rate(item_id, stars)
        for_ada = await answered(service, "GET", "/personalized", user_id=ada.id)
        rest = await answered(service, "GET", "/next", user_id=ada.id, recommendation_id=for_ada["recommendation_id"])
        why = await answered(
            service, "GET", f"/{for_ada['recommendation_id']}/why/{for_ada['items'][0]['id']}", user_id=ada.id
        )
        own = await answered(service, "GET", "/personalized")

    assert len(for_ada["items"]) == len(rest["items"]) == 20
    assert why["score"] == for_ada["items"][0]["score"]
    assert own["recommendation_id"] != for_ada["recommendation_id"]
    assert own["method"] == "popular"
    [(whose,)] = rows(
        town.url, "select user_id from cinelibre.recommendation_lists where id = %s", for_ada["recommendation_id"]
    )
    assert whose == ada.id
    acted = rows(town.url, "select e.* from cinelibre.audit_events as e where e.user_id = %s", ada.id)
    assert len(acted) == 3
    assert await refused(bob.client, "/personalized", user_id=ada.id) == (403, "not_a_service")


async def test_twenty_of_forty_are_answered_and_the_same_again(ada: Reader) -> None:
    first = await a_list(ada)

    again = await ada.get("/personalized")

    assert (len(first["items"]), first["total"], first["is_stored"], first["exhausted"]) == (20, 40, False, False)
    assert again == {**first, "is_stored": True}
    assert [item["place"] for item in first["items"]] == list(range(1, 21))
    assert first["sources"] == ["cosine", "neighbors", "popular", "taste", "content"]  # by weight, then by name
    assert first["method"] == "cosine+neighbors+popular+taste+content"


async def test_next_answers_the_rest_and_says_that_nothing_follows(ada: Reader) -> None:
    first = await a_list(ada)
    asked = {"recommendation_id": first["recommendation_id"]}

    second = await ada.get("/next", **asked)
    third = await ada.get("/next", batch=3, **asked)

    assert [item["place"] for item in second["items"]] == list(range(21, 41))
    assert (second["exhausted"], second["is_stored"], second["total"]) == (True, True, 40)
    assert (third["items"], third["exhausted"]) == ([], True)
    assert len({*ids_of(first), *ids_of(second)}) == 40
    assert await ada.ids("/next", batch=1, **asked) == ids_of(first)


async def test_smaller_and_larger_batches_go_through_the_same_list(ada: Reader) -> None:
    first = await a_list(ada)
    asked = {"recommendation_id": first["recommendation_id"]}
    in_order = ids_of(first) + await ada.ids("/next", **asked)

    by_ten = [await ada.ids("/next", batch=batch, limit=10, **asked) for batch in (1, 2, 3, 4)]

    assert [item_id for batch in by_ten for item_id in batch] == in_order
    assert (await ada.get("/next", batch=3, limit=10, **asked))["exhausted"] is False
    assert (await ada.get("/next", batch=4, limit=10, **asked))["exhausted"] is True


@pytest.mark.parametrize(("limit", "exhausted"), [(5, False), (20, False), (39, False), (40, True)])
async def test_a_stored_list_answers_as_many_as_are_asked_for(ada: Reader, limit: int, exhausted: bool) -> None:
    first = await a_list(ada)

    again = await ada.get("/personalized", limit=limit)

    assert again["is_stored"]
    assert (len(again["items"]), again["exhausted"]) == (limit, exhausted)
    assert ids_of(again)[:20] == ids_of(first)[:limit]
    assert len(set(ids_of(again))) == limit


async def test_movies_books_and_both_are_lists_of_their_own(ada: Reader) -> None:
    both = await a_list(ada)

    movies, books = [await ada.get("/personalized", item_type=kind) for kind in ("movie", "book")]

    assert set(ids_of(movies)) <= set(MOVIES)
    assert set(ids_of(books)) <= set(BOOKS)
    assert await ada.get("/personalized") == {**both, "is_stored": True}
    assert await ada.get("/personalized", item_type="book") == {**books, "is_stored": True}
    assert len({one["recommendation_id"] for one in (both, movies, books)}) == 3


async def renewed(reader: Reader, former: Json) -> Json:
    """The list of now; fails where it is the former one."""
    now = await reader.get("/personalized")
    assert (now["is_stored"], now["recommendation_id"] == former["recommendation_id"]) == (False, False)
    return now


async def test_an_old_list_can_be_read_to_its_end(ada: Reader) -> None:
    first = await a_list(ada)
    await ada.rate(first["items"][0]["id"], 4)
    new = await renewed(ada, first)

    rest = await ada.get("/next", recommendation_id=first["recommendation_id"])

    assert [item["place"] for item in rest["items"]] == list(range(21, 41))
    assert (rest["recommendation_id"], rest["exhausted"]) == (first["recommendation_id"], True)
    assert await ada.get("/personalized") == {**new, "is_stored": True}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_refresh_makes_a_new_list_without_what_was_shown(ada: Reader, method: str) -> None:
    first = await a_list(ada)

    new = (
        await ada.get("/personalized", refresh=True)
        if method == "GET"
        else await answered(ada.client, "POST", "/refresh")
    )

    assert (new["is_stored"], len(new["items"])) == (False, 20)
    assert set(ids_of(new)) & set(ids_of(first)) == set()
    assert await ada.get("/personalized") == {**new, "is_stored": True}


async def test_what_was_shown_an_hour_ago_may_come_again(town: Town, ada: Reader) -> None:
    first = await a_list(ada)
    write(
        town.url,
        "update cinelibre.impressions set shown_at = shown_at - interval '61 minutes' where user_id = %s",
        ada.id,
    )

    assert await ada.ids("/personalized", refresh=True) == ids_of(first)


async def test_when_nothing_else_is_left_what_was_shown_comes_again(ada: Reader) -> None:
    first = await a_list(ada)
    await ada.do("hide", *({*MOVIES, *BOOKS} - {*ids_of(first)}))

    again = await ada.get("/personalized", refresh=True)

    assert sorted(ids_of(again)) == sorted(ids_of(first))
    assert again["total"] == 20


async def test_a_list_of_which_all_was_shown_stays_the_days_list(ada: Reader) -> None:
    first = await a_list(ada)
    await ada.get("/next", recommendation_id=first["recommendation_id"])

    assert await ada.get("/personalized") == {**first, "is_stored": True}


async def test_a_list_ends_at_midnight(town: Town, ada: Reader) -> None:
    first = await a_list(ada)
    write(town.url, "update cinelibre.recommendation_lists set day = day - 1 where user_id = %s", ada.id)

    await renewed(ada, first)


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])  # fourteen before, eleven after
async def test_midnight_is_where_the_reader_lives(town: Town, timezone: str) -> None:
    async with town.reader(timezone) as reader:
        made = await reader.get("/personalized")

        [(day, today)] = rows(
            town.url,
            "select day, (now() at time zone %s)::date from cinelibre.recommendation_lists where id = %s",
            timezone,
            made["recommendation_id"],
        )
    assert day == today


STRONG: list[tuple[str, Any]] = [("rate", 5), ("rate", 1), ("like", None), ("dislike", None), ("hide", None)]


@pytest.mark.parametrize(("kind", "stars"), STRONG)
async def test_the_very_next_request_reflects_a_strong_signal(ada: Reader, kind: str, stars: float | None) -> None:
    first = await a_list(ada)
    target = first["items"][3]["id"]

    await (ada.rate(target, stars) if stars else ada.do(kind, target))

    on_the_old = await ada.ids("/next", batch=1, recommendation_id=first["recommendation_id"])
    assert on_the_old == [item_id for item_id in ids_of(first) if item_id != target]
    new = await renewed(ada, first)
    assert target not in ids_of(new)


async def test_what_is_hidden_with_the_mark_is_gone_at_once(ada: Reader) -> None:
    first = await a_list(ada)
    target = first["items"][0]

    await ada.client.put(f"/hidden/{target['item_type']}/{target['id']}")

    assert target["id"] not in ids_of(await renewed(ada, first))


async def test_one_weak_signal_changes_nothing_and_what_is_saved_makes_another_list(ada: Reader) -> None:
    first = await a_list(ada)

    for kind in ("view", "click"):  # 0.3 together; a list is made anew from 0.5 on
        await ada.do(kind, ids_of(first)[0])
    assert await ada.get("/personalized") == {**first, "is_stored": True}
    await ada.do("watchlist_add", ids_of(first)[0])

    assert (await ada.get("/personalized"))["recommendation_id"] != first["recommendation_id"]


async def test_a_first_list_has_neighbors_that_are_found_at_once_and_keeps_them(town: Town, ada: Reader) -> None:
    first = await a_list(ada)

    assert "neighbors" in first["sources"]
    assert first["needs_neighbors"] is False
    assert rows(town.url, "select from cinelibre.user_neighbors where user_id = %s", ada.id) == []
    assert await town.find_neighbors(ada) > 0
    assert await ada.get("/personalized") == {**first, "is_stored": True}


async def test_where_that_takes_long_a_list_says_so_and_is_made_anew_once_they_are_found(
    town: Town, ada: Reader
) -> None:
    write(town.url, "update cinelibre.item_stats set rater_count = rater_count + 70000 where item_id = 8")
    try:
        first = await a_list(ada)
    finally:
        write(town.url, "update cinelibre.item_stats set rater_count = rater_count - 70000 where item_id = 8")
    await town.find_neighbors(ada)

    new = await renewed(ada, first)

    assert (first["sources"], first["needs_neighbors"]) == (["cosine", "popular", "taste", "content"], True)
    assert (new["sources"][:2], new["needs_neighbors"]) == (["cosine", "neighbors"], False)
    assert (await ada.get("/personalized"))["is_stored"]


async def test_who_rated_nothing_needs_no_neighbors(ada: Reader) -> None:
    assert (await ada.get("/personalized"))["needs_neighbors"] is False


async def test_the_last_twenty_lists_are_kept(town: Town, ada: Reader) -> None:
    first = await a_list(ada)
    for _ in range(20):
        await ada.get("/personalized", refresh=True)

    kept = rows(town.url, "select count(*) from cinelibre.recommendation_lists where user_id = %s", ada.id)

    assert kept == [(20,)]
    why = f"/{first['recommendation_id']}/why/{ids_of(first)[0]}"
    assert await refused(ada.client, why) == (404, "list_not_found")


async def test_what_was_shown_is_written_down_once_with_its_place(town: Town, ada: Reader) -> None:
    first = await a_list(ada)
    await ada.get("/personalized")
    rest = await ada.get("/next", recommendation_id=first["recommendation_id"])
    await ada.get("/next", recommendation_id=first["recommendation_id"])

    shown = rows(town.url, "select item_id, place from cinelibre.impressions where user_id = %s order by place", ada.id)

    assert shown == list(zip([*ids_of(first), *ids_of(rest)], range(1, 41), strict=True))
