"""Filters, variety and length: what narrows a list, and what it says when nothing is left."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.recommendations.town import BOOKS, GENRES, MOVIES, Json, Reader, Town, answered, ids_of, record_of
from tests.support.readers import rows

FILTERS: list[tuple[Json, Callable[[Json], bool]]] = [
    ({"genres": "noir"}, lambda item: item["genres"] == ["Noir"]),
    ({"genres": ["war", "Music"]}, lambda item: item["genres"][0] in {"War", "Music"}),
    ({"exclude_genres": "drama,noir,comedy"}, lambda item: item["genres"][0] not in {"Drama", "Noir", "Comedy"}),
    ({"languages": "hi,ja"}, lambda item: item["language"] in {"hi", "ja"}),
    ({"year_from": 1990}, lambda item: item["year"] >= 1990),
    ({"year_to": 1960}, lambda item: item["year"] <= 1960),
    ({"runtime_max": 90}, lambda item: item["id"] in MOVIES and 80 + item["id"] % 60 <= 90),
    ({"item_type": "book", "languages": "fr"}, lambda item: item["id"] in BOOKS and item["language"] == "fr"),
]


@pytest.mark.parametrize(("asked", "passes"), FILTERS, ids=[",".join(asked) for asked, _ in FILTERS])
async def test_only_what_passes_the_filters_is_there_and_all_of_it_can_be(
    ada: Reader, asked: Json, passes: Callable[[Json], bool]
) -> None:
    await ada.rate(8, 5)

    found = await ada.get("/personalized", limit=40, **asked)
    for_a_session = await answered(
        ada.client, "POST", "/session", {"items": [{"item_id": 8, "rating": 5}]}, limit=40, **asked
    )

    passing = {n for n in (*MOVIES, *BOOKS) if passes({"id": n, **record_of(n)}) and n != 8}
    for answer in (found, for_a_session):
        assert len(answer["items"]) == min(40, len(passing))
        assert set(ids_of(answer)) <= passing


@pytest.mark.parametrize(
    ("asked", "emptied_by"),
    [
        ({"genres": "romance"}, ["genres"]),
        ({"genres": "drama", "languages": "sv"}, ["languages"]),
        ({"year_from": 2030, "runtime_max": 100}, ["year_from"]),
        ({"genres": "romance", "languages": "sv"}, ["genres", "languages"]),
        ({"item_type": "book", "runtime_max": 500}, ["runtime_max"]),
    ],
)
async def test_an_empty_list_names_the_filters_that_emptied_it(ada: Reader, asked: Json, emptied_by: list[str]) -> None:
    found = await ada.get("/personalized", **asked)
    for_a_session = await answered(ada.client, "POST", "/session", {"items": []}, **asked)

    assert found == {
        "recommendation_id": None,
        "variant": None,
        "sources": [],
        "method": "nothing",
        "items": [],
        "total": 0,
        "is_stored": False,
        "exhausted": True,
        "needs_neighbors": False,
        "emptied_by": emptied_by,
        "degraded": [],
    }
    assert (for_a_session["items"], for_a_session["emptied_by"]) == ([], emptied_by)


async def test_a_filter_whose_every_item_is_known_is_named_too(ada: Reader) -> None:
    noir = [item_id for item_id in (*MOVIES, *BOOKS) if item_id % 8 == GENRES.index("Noir")]
    await ada.do("seen", *noir)

    found = await ada.get("/personalized", genres="noir", year_from=1900)

    assert (found["items"], found["emptied_by"]) == ([], ["genres"])


async def test_who_knows_everything_is_told_nothing_of_filters(ada: Reader) -> None:
    await ada.do("seen", *MOVIES, *BOOKS)

    found = await ada.get("/personalized")

    assert (found["recommendation_id"], found["items"], found["emptied_by"]) == (None, [], [])


async def test_a_list_that_is_filled_names_no_filter(ada: Reader) -> None:
    assert (await ada.get("/personalized", genres="noir"))["emptied_by"] == []


async def test_what_is_narrowed_leaves_the_days_list_as_it_is(ada: Reader) -> None:
    stored = await ada.get("/personalized")

    narrowed = [
        await ada.get("/personalized", **asked)
        for asked in ({"genres": "noir"}, {"exclude_watchlist": True}, {"diversity": 0.2})
    ]

    assert [one["is_stored"] for one in narrowed] == [False] * 3
    assert await ada.get("/personalized") == {**stored, "is_stored": True}
    assert len(await ada.ids("/next", recommendation_id=stored["recommendation_id"])) == 20


async def test_a_narrowed_list_can_be_gone_through_to_its_end(ada: Reader) -> None:
    await ada.get("/personalized")
    first = await ada.get("/personalized", languages="en,hi")

    rest = await ada.get("/next", recommendation_id=first["recommendation_id"])

    assert (len(first["items"]), len(rest["items"]), first["exhausted"], rest["exhausted"]) == (20, 20, False, True)
    assert set(ids_of(first)) & set(ids_of(rest)) == set()
    assert {item["language"] for item in rest["items"]} == {"en", "hi"}


async def test_what_is_saved_for_later_is_left_out_when_asked(ada: Reader) -> None:
    saved = (await ada.ids("/personalized"))[:5]
    await ada.do("watchlist_add", *saved)

    without = await ada.ids("/personalized", exclude_watchlist=True, limit=40)
    with_it = await ada.ids("/personalized", diversity=0, limit=40)

    assert set(saved) & set(without) == set()
    assert set(saved) & set(with_it)  # they move the list, and need not all stay on it


async def test_diversity_nothing_is_the_order_of_scores_and_more_is_more_various(ada: Reader) -> None:
    for item_id in (8, 16, 24):
        await ada.rate(item_id, 5)

    answers = {share: await ada.get("/personalized", diversity=share) for share in (0, 0.4, 0.9)}

    scores = [item["score"] for item in answers[0]["items"]]
    assert scores == sorted(scores, reverse=True)
    genres = {
        share: len({genre for item in found["items"][:10] for genre in item["genres"]})
        for share, found in answers.items()
    }
    assert genres[0] < genres[0.9]
    assert genres[0] <= genres[0.4] <= genres[0.9]


@pytest.mark.parametrize("limit", [1, 7, 40])
async def test_a_list_has_as_many_items_as_are_asked_for(ada: Reader, limit: int) -> None:
    found = await ada.get("/personalized", limit=limit)

    assert (len(found["items"]), found["total"], found["exhausted"]) == (limit, 40, limit == 40)


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": 41},
        {"diversity": 1.1},
        {"diversity": "much"},
        {"item_type": "song"},
        {"year_from": 2000, "year_to": 1990},
        {"languages": "english"},
        {"runtime_max": 0},
    ],
)
async def test_what_cannot_be_asked_is_a_422(ada: Reader, asked: dict[str, Any]) -> None:
    answer = await ada.client.get("/recommendations/personalized", params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_narrowed_lists_show_nothing_to_the_hour_that_follows(town: Town, ada: Reader) -> None:
    await ada.get("/personalized", genres="noir")

    shown = rows(town.url, "select count(*) from cinelibre.impressions where user_id = %s", ada.id)

    assert shown == [(0,)]
