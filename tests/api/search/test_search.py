"""GET /search: by meaning, words, title and person at once, on the demo catalogue."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.embedding import Embedder
from tests.conftest import client_of, settings_of
from tests.support.servers import Server

Found = dict[str, Any]


async def search(client: httpx.AsyncClient, q: str, **params: Any) -> Found:
    """The answer to one search, which must be a 200."""
    answer = await client.get("/search", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def titles(found: Found) -> list[str]:
    """What was found, best first."""
    return [item["title"] for item in found["items"]]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Spirited Away", "Spirited Away"),
        ("spirited away", "Spirited Away"),
        ("amelie", "Amélie"),
        ("AMÉLIE", "Amélie"),
        ("oceans eleven", "Ocean's Eleven"),
        ("Ocean’s Eleven", "Ocean's Eleven"),
        ("dune", "Dune"),
        ("the hobbit", "The Hobbit"),
        ("pans labyrinth", "Pan's Labyrinth"),
        ("baahubali the beginning", "Baahubali: The Beginning"),
    ],
)
async def test_a_title_typed_exactly_comes_first(client: httpx.AsyncClient, typed: str, title: str) -> None:
    first = (await search(client, typed))["items"][0]

    assert first["title"] == title
    assert "title" in first["matched"]


async def test_an_original_title_is_found_by_its_words(client: httpx.AsyncClient) -> None:
    assert titles(await search(client, "千と千尋の神隠し"))[0] == "Spirited Away"


@pytest.mark.parametrize(
    ("typed", "person", "n_works"),
    [
        ("satyajit ray", "Satyajit Ray", 8),
        ("films of Satyajit Ray", "Satyajit Ray", 8),
        ("bong joon-ho", "Bong Joon-ho", 1),
        ("something by gabriel garcia marquez", "Gabriel García Márquez", 1),
        ("s. s. rajamouli", "S. S. Rajamouli", 5),
    ],
)
async def test_a_persons_name_finds_their_work(
    client: httpx.AsyncClient, typed: str, person: str, n_works: int
) -> None:
    found = (await search(client, typed))["items"][:n_works]

    assert all(person in item["people"] for item in found)
    assert all("person" in item["matched"] for item in found)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("a murdered man comes back as a fly", "Eega"),
        ("girl works in a bathhouse of spirits, parents turned into pigs", "Spirited Away"),
        ("two small-time crooks hired to catch a bandit chief", "Sholay"),
        ("detective solves a killing on a train stuck in snow", "Murder on the Orient Express"),
    ],
)
async def test_a_description_finds_the_film_by_its_meaning(
    client: httpx.AsyncClient, question: str, title: str
) -> None:
    first = (await search(client, question))["items"][0]

    assert first["title"] == title
    assert "meaning" in first["matched"]
    assert 0 < first["similarity"] <= 1


async def test_a_word_that_is_still_being_typed_finds_too(client: httpx.AsyncClient) -> None:
    found = (await search(client, "spirited aw"))["items"][0]

    assert (found["title"], "words" in found["matched"]) == ("Spirited Away", True)


async def test_scores_order_the_list_and_ties_have_an_order(client: httpx.AsyncClient) -> None:
    items = (await search(client, "a war and a family", limit=60, parse=False))["items"]

    assert [(-item["score"], item["id"]) for item in items] == sorted((-item["score"], item["id"]) for item in items)
    assert len({item["id"] for item in items}) == len(items)


async def test_filters_let_through_only_what_they_say(client: httpx.AsyncClient) -> None:
    found = await search(
        client, "a family", genres="drama", exclude_genres="crime,thriller", languages=["ml", "bn"], year_to=2014
    )

    assert found["items"]
    for item in found["items"]:
        assert "Drama" in item["genres"]
        assert not {"Crime", "Thriller"} & set(item["genres"])
        assert item["language"] in {"ml", "bn"}
        assert item["year"] <= 2014


async def test_a_running_time_leaves_out_what_is_longer_and_books(client: httpx.AsyncClient) -> None:
    found = await search(client, "a journey", runtime_max=100, limit=100)

    assert {"Harishchandrachi Factory", "Modern Times", "Bicycle Thieves"} < set(titles(found))
    for item in found["items"]:
        assert (await client.get(f"/movies/{item['id']}")).json()["runtime"] <= 100


async def test_words_of_constraint_are_shown_back_and_can_be_sent_as_parameters(client: httpx.AsyncClient) -> None:
    understood = await search(client, "tamil thriller after 2010 under 3 hours not horror")

    parsed = understood["parsed"]
    assert (parsed["languages"], parsed["genres"], parsed["exclude_genres"]) == (["ta"], ["Thriller"], ["Horror"])
    assert (parsed["year_from"], parsed["runtime_max"], understood["meaning"]) == (2011, 180, "")
    assert "Vikram Vedha" in titles(understood)
    assert all(item["language"] == "ta" and item["year"] > 2010 for item in understood["items"])
    sent = await search(
        client,
        "tamil thriller",
        parse=False,
        languages="ta",
        genres="Thriller",
        exclude_genres="Horror",
        year_from=2011,
        runtime_max=180,
    )
    assert set(titles(sent)) == set(titles(understood))
    assert not any(sent["parsed"].values())


async def test_parameters_come_before_what_was_understood(client: httpx.AsyncClient) -> None:
    found = await search(client, "hindi films about a village", languages="bn")

    assert {item["language"] for item in found["items"]} == {"bn"}


@pytest.mark.parametrize(
    ("params", "emptied_by"),
    [
        ({"languages": "sw"}, ["languages"]),
        ({"languages": "sw", "genres": "Drama"}, ["languages"]),
        ({"languages": "ta", "year_to": 1950}, ["languages", "year_to"]),
        ({"languages": "sw", "year_to": 1200}, ["languages", "year_to"]),
        ({"genres": "Drama"}, []),
    ],
)
async def test_when_nothing_is_left_the_constraints_that_emptied_it_are_named(
    client: httpx.AsyncClient, params: dict[str, Any], emptied_by: list[str]
) -> None:
    found = await search(client, "a village", type="movie", **params)

    assert found["emptied_by"] == emptied_by
    assert bool(found["items"]) is (emptied_by == [])


async def test_without_the_model_words_answer_and_it_is_said(
    server: Server, demo_template: str, tmp_path: Path
) -> None:
    name = server.create_database(demo_template)
    settings = settings_of(database_url=SecretStr(server.url_of(name)))
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.embedder = Embedder(settings, tmp_path)
        found = await search(here, "satyajit ray")
        nothing = await search(here, "zzzz qqqq")
        app.state.embedder.close()
    server.drop_database(name)

    assert found["degraded"] == ["semantic"]
    assert "Pather Panchali" in titles(found)
    assert all("Satyajit Ray" in item["people"] for item in found["items"][:8])
    assert all(item["similarity"] is None and item["matched"] for item in found["items"])
    assert nothing["items"] == []


async def test_a_catalogue_of_another_model_is_searched_by_words(server: Server, demo_template: str) -> None:
    name = server.create_database(demo_template)
    server.execute("update cinelibre.models set name = 'another-model' where kind = 'embedding'", name)
    async with client_of(create_app(settings_of(database_url=SecretStr(server.url_of(name))))) as here:
        found = await search(here, "dune")
    server.drop_database(name)

    assert (found["degraded"], titles(found)) == (["semantic"], ["Dune"])


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"q": ""}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "a" * 1001}, "q"),
        ({"q": "a", "languages": "klingon"}, "languages"),
        ({"q": "a", "languages": "1!"}, "languages"),
        ({"q": "a", "genres": "g" * 51}, "genres"),
        ({"q": "a", "genres": ",".join("abcdefghijklmnopqrstu")}, "genres"),
        ({"q": "a", "year_from": "99999"}, "year_from"),
        ({"q": "a", "year_from": "2000", "year_to": "1990"}, "year_from"),
        ({"q": "a", "runtime_max": "0"}, "runtime_max"),
        ({"q": "a", "limit": "101"}, "limit"),
        ({"q": "a", "parse": "perhaps"}, "parse"),
        ({"q": "a", "type": "song"}, "type"),
    ],
)
async def test_what_cannot_be_searched_is_refused_naming_the_field(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await client.get("/search", params=params)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert field in answer.json()["detail"].split(":")[0]


@pytest.mark.parametrize(
    "question",
    [
        "'; drop table cinelibre.items; --",
        "a & b | !c:*",
        "(((",
        '"quoted"',
        "\\",
        "%_%",
        "🎬",
        "एक गाँव",
        "the",
        "of the",
        "x" * 999,
    ],
)
async def test_any_words_are_a_question(client: httpx.AsyncClient, question: str) -> None:
    assert (await search(client, question))["items"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("spi", ["Spirited Away", "The House of the Spirits"]),
        ("awa", ["Spirited Away"]),
        ("ame", ["Amélie"]),
        ("AMÉ", ["Amélie"]),
        ("one hun", ["One Hundred Years of Solitude"]),
        ("hundred ye", ["One Hundred Years of Solitude"]),
        ("ocean's e", ["Ocean's Eleven"]),
        ("zzz", []),
        ("%", []),
        ("'", []),
    ],
)
async def test_titles_are_suggested_by_their_beginning_and_by_inner_words(
    client: httpx.AsyncClient, typed: str, expected: list[str]
) -> None:
    answer = await client.get("/search/suggest", params={"q": typed})

    assert [item["title"] for item in answer.json()["items"]] == expected


async def test_a_letter_suggests_titles_that_begin_with_it_first(client: httpx.AsyncClient) -> None:
    items = (await client.get("/search/suggest", params={"q": "s", "limit": 20})).json()["items"]

    begins = [item["title"].startswith("S") for item in items]
    assert begins == sorted(begins, reverse=True)
    assert sum(begins) >= 4
    assert not all(begins)


async def test_suggestions_can_be_of_one_kind(client: httpx.AsyncClient) -> None:
    items = (await client.get("/search/suggest", params={"q": "the", "type": "book"})).json()["items"]

    assert {item["item_type"] for item in items} == {"book"}
