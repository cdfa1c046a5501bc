"""Questions as people type them, on the demo catalogue: what is understood, and what comes of it."""

from typing import Any

import httpx
import pytest

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
    ("question", "first"),
    [
        ("heist", {"Ocean's Eleven"}),
        ("anime", {"Spirited Away", "Princess Mononoke", "My Neighbor Totoro"}),
        ("time loop", {"Groundhog Day", "Run Lola Run"}),
        ("zombie", {"Train to Busan"}),
        ("space horror", {"Alien"}),
    ],
)
async def test_a_keyword_finds_what_has_it(client: httpx.AsyncClient, question: str, first: set[str]) -> None:
    assert first <= set(titles(await search(client, question))[: len(first) + 1])


async def test_a_dystopian_novel_is_a_dystopia(client: httpx.AsyncClient) -> None:
    found = titles(await search(client, "dystopian novel"))

    assert len({"Nineteen Eighty-Four", "Brave New World", "Fahrenheit 451", "The Hunger Games"} & set(found[:6])) >= 3


async def test_languages_and_years_are_understood_anywhere(client: httpx.AsyncClient) -> None:
    gangsters = await search(client, "tamil gangster movies")
    bengali = await search(client, "bengali movies 1955 to 1965")
    friends = await search(client, "funny hindi movie about college friends")

    assert {item["language"] for item in gangsters["items"]} == {"ta"}
    assert "Nayakan" in titles(gangsters)[:3]
    assert "Pather Panchali" in titles(bengali)
    assert all(item["language"] == "bn" and 1955 <= item["year"] <= 1965 for item in bengali["items"])
    assert titles(friends)[0] == "3 Idiots"
    assert (friends["meaning"], friends["parsed"]["genres"]) == ("college friends", ["Comedy"])


@pytest.mark.parametrize("question", ["Vikram Vedha", "2001: A Space Odyssey", "Pan's Labyrinth"])
async def test_what_is_typed_as_a_title_stays_one(client: httpx.AsyncClient, question: str) -> None:
    found = await search(client, question)

    assert titles(found)[0] == question
    assert not any(found["parsed"].values())


async def test_what_is_like_a_title_leaves_it_out_and_keeps_the_rest(client: httpx.AsyncClient) -> None:
    vikram = await search(client, "like Vikram Vedha")
    hindi = await search(client, "movies similar to Interstellar but in Hindi")
    misspelled = await search(client, "books like Duen")

    assert vikram["parsed"]["like"]["title"] == "Vikram Vedha"
    assert "Kaithi" in titles(vikram)[:5]
    assert "Vikram Vedha" not in titles(vikram)
    assert hindi["parsed"]["like"]["title"] == "Interstellar"
    assert {(item["language"], item["item_type"]) for item in hindi["items"]} == {("hi", "movie")}
    assert misspelled["parsed"]["like"]["title"] == "Dune"
    assert {item["item_type"] for item in misspelled["items"]} == {"book"}


async def test_a_title_that_no_item_has_is_said_and_its_words_searched_for(client: httpx.AsyncClient) -> None:
    found = await search(client, "movies like Zzyzx Qwertz")

    assert (found["parsed"]["like"], found["not_understood"]) == (None, ["like Zzyzx Qwertz"])
    assert found["meaning"] == "Zzyzx Qwertz"


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("science fiction but nothing with robots", {"The Matrix", "Metropolis", "Blade Runner"}),
        ("sci-fi without robots", {"The Matrix", "Metropolis", "Blade Runner"}),
        ("space film -robots", {"The Matrix", "Metropolis"}),
        ("films of satyajit ray without soumitra chatterjee", {"Charulata", "Apur Sansar"}),
        ("thrillers, not scary", {"The Shining", "Psycho"}),
    ],
)
async def test_what_is_not_wanted_is_left_out(client: httpx.AsyncClient, question: str, absent: set[str]) -> None:
    found = titles(await search(client, question, limit=100))

    assert found
    assert not absent & set(found)


async def test_people_who_are_not_wanted_are_left_out(client: httpx.AsyncClient) -> None:
    found = await search(client, "movies not starring soumitra chatterjee", limit=100)

    assert len(found["items"]) == 100
    assert not any("Soumitra Chatterjee" in item["people"] for item in found["items"])


async def test_what_nobody_is_called_is_said_not_to_be_left_out(client: httpx.AsyncClient) -> None:
    found = await search(client, "movies not starring zzyzx qux or soumitra chatterjee")

    assert found["not_understood"] == ["not zzyzx qux"]
    assert found["parsed"]["exclude_words"] == ["soumitra chatterjee"]


@pytest.mark.parametrize("typed", ["shahrukh khan", "shahrukh kahn", "shah rukhkhan"])
async def test_a_name_is_known_however_it_is_parted(client: httpx.AsyncClient, typed: str) -> None:
    found = await search(client, typed)

    assert "Shah Rukh Khan" in found["items"][0]["people"]


@pytest.mark.parametrize("typed", ["kgf chapter one", "ｋｇｆ: chapter 1", "k.g.f 1"])
async def test_a_title_is_known_however_it_is_spelled(client: httpx.AsyncClient, typed: str) -> None:
    found = await search(client, typed)

    assert (found["items"][0]["title"], "title" in found["items"][0]["matched"]) == ("KGF: Chapter 1", True)


@pytest.mark.parametrize(
    ("typed", "first", "corrected"),
    [
        ("spirted away", "Spirited Away", "spirited away"),
        ("intersteler", "Interstellar", "interstellar"),
        ("horor movies", None, "horror movies"),
    ],
)
async def test_a_typo_is_forgiven_and_said(
    client: httpx.AsyncClient, typed: str, first: str | None, corrected: str
) -> None:
    found = await search(client, typed)

    assert found["corrected"] == corrected
    assert first in {None, titles(found)[0]}


async def test_a_misspelled_name_finds_the_persons_work(client: httpx.AsyncClient) -> None:
    found = await search(client, "satyjit ray")

    assert all("Satyajit Ray" in item["people"] for item in found["items"][:8])


@pytest.mark.parametrize(
    ("typed", "title", "person"),
    [
        ("satyajit r", "Pather Panchali", "Satyajit Ray"),
        ("miyazaki", "Spirited Away", "Hayao Miyazaki"),
        ("intersteler", "Interstellar", None),
        ("spirted", "Spirited Away", None),
        ("miyazki", "Spirited Away", "Hayao Miyazaki"),
    ],
)
async def test_suggestions_know_people_and_forgive_typos(
    client: httpx.AsyncClient, typed: str, title: str, person: str | None
) -> None:
    items = (await client.get("/search/suggest", params={"q": typed})).json()["items"]

    assert (title, person) in [(item["title"], item["person"]) for item in items]
