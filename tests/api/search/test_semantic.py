"""GET /search/semantic, on the demo catalogue and the shipped model."""

import httpx
import pytest


async def search(client: httpx.AsyncClient, **params: str | float) -> httpx.Response:
    """One search."""
    return await client.get("/search/semantic", params=params)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("a girl works in a bath house for spirits to save her parents", "Spirited Away"),
        ("villagers play cricket against the british to get rid of a tax", "Lagaan"),
        ("a caretaker goes mad in a snowed-in hotel", "The Shining"),
        ("a murdered man comes back as a housefly for revenge", "Eega"),
        ("father and son search rome for a stolen bike", "Bicycle Thieves"),
        ("detective solves a killing on a train stuck in snow", "Murder on the Orient Express"),
        ("desert planet with giant worms and a precious spice", "Dune"),
    ],
)
async def test_a_film_or_book_is_found_by_its_description(client: httpx.AsyncClient, question: str, title: str) -> None:
    answer = await search(client, q=question, limit=3)

    assert answer.status_code == 200
    assert answer.json()["items"][0]["title"].startswith(title)


async def test_the_nearest_come_first_with_their_similarity(client: httpx.AsyncClient) -> None:
    found = (await search(client, q="space travel", limit=20)).json()

    similarities = [item["similarity"] for item in found["items"]]
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= similarity <= 1 for similarity in similarities)
    assert (found["query"], found["method"], len(found["items"])) == ("space travel", "semantic", 20)


@pytest.mark.parametrize("name", ["type", "item_type"])
@pytest.mark.parametrize("kind", ["movie", "book"])
async def test_only_the_asked_kind_is_found_by_either_name(client: httpx.AsyncClient, name: str, kind: str) -> None:
    found = (await search(client, q="a war and a family", limit=10, **{name: kind})).json()["items"]

    assert {item["item_type"] for item in found} == {kind}
    assert len(found) == 10


async def test_without_a_type_both_kinds_are_found(client: httpx.AsyncClient) -> None:
    found = (await search(client, q="a war and a family", limit=60)).json()["items"]

    assert {item["item_type"] for item in found} == {"movie", "book"}
    assert len({item["id"] for item in found}) == 60


async def test_the_threshold_leaves_out_what_is_less_similar(client: httpx.AsyncClient) -> None:
    everything = (await search(client, q="spirits", limit=60)).json()["items"]
    threshold = everything[2]["similarity"] - 1e-9

    found = (await search(client, q="spirits", limit=60, threshold=threshold)).json()["items"]

    assert [item["id"] for item in found] == [item["id"] for item in everything[:3]]
    assert (await search(client, q="spirits", threshold=1)).json()["items"] == []


@pytest.mark.parametrize(
    "question",
    [
        "a",
        "🎬🍿",
        "एक लड़की और उसका परिवार",
        "'; drop table cinelibre.items; --",
        '"\\%_',
        "٣",
        "x " * 450,
        "\u202eabc",
        "\ud7ff",
    ],
)
async def test_any_words_are_a_question(client: httpx.AsyncClient, question: str) -> None:
    answer = await search(client, q=question, limit=2)

    assert answer.status_code == 200
    assert len(answer.json()["items"]) == 2


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"q": ""}, "q"),
        ({"q": "   \t"}, "q"),
        ({}, "q"),
        ({"q": "a" * 10_000}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "-1"}, "limit"),
        ({"q": "a", "limit": "1000000000"}, "limit"),
        ({"q": "a", "limit": "ten"}, "limit"),
        ({"q": "a", "threshold": "2"}, "threshold"),
        ({"q": "a", "threshold": "-0.1"}, "threshold"),
        ({"q": "a", "threshold": "nan"}, "threshold"),
        ({"q": "a", "threshold": "inf"}, "threshold"),
        ({"q": "a", "type": "song"}, "type"),
        ({"q": "a", "item_type": "song"}, "item_type"),
        ({"q": "a", "type": ""}, "type"),
    ],
)
async def test_what_cannot_be_searched_is_refused_naming_the_field(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await search(client, **params)

    assert answer.status_code == 422
    assert answer.json()["error"] == "invalid_input"
    assert answer.json()["detail"].startswith(f"{field}: ")
    assert len(answer.json()["detail"]) < 300


async def test_broken_percent_encoding_is_still_a_question(client: httpx.AsyncClient) -> None:
    assert (await client.get("/search/semantic?q=%ff%fe")).status_code in {200, 422}


async def test_two_types_that_contradict_are_refused(client: httpx.AsyncClient) -> None:
    answer = await search(client, q="a", type="movie", item_type="book")

    assert answer.status_code == 422
    assert "item_type" in answer.json()["detail"]
