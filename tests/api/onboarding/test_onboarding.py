"""Questions to newcomers: which are chosen, why, and when there are no more."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.onboarding.service import answer, choose, in_one_series, tells_little
from tests.conftest import settings_of
from tests.support.readers import DUNE, EMMA, RAN, SECRET, House, a_house, register, write
from tests.support.servers import Server


def title(item_id: int, gain: float, **given: Any) -> dict[str, Any]:
    """A candidate that shares nothing with another."""
    return {
        "id": item_id, "title": f"Name{item_id}x", "gain": gain, "share": 1.0,
        "language": f"l{item_id}", "genres": [f"g{item_id}"], "item_type": "movie",
        "near": {}, "n_raters": 0, "n_liked": 0, "is_simulated": False, "overlap": 0.0, **given,
    }  # fmt: skip


def ids(titles: Any) -> list[int]:
    """Their ids."""
    return [one["id"] for one in titles]


@pytest.mark.parametrize(
    ("shared", "chosen"),
    [
        ({}, [1, 2]),
        ({"language": "l1"}, [1, 3]),  # 0.9 · 0.8 · 0.5 is less than 0.71 · 0.8
        ({"genres": ["g1", "other"]}, [1, 2]),  # 0.9 · 0.9 is not
        ({"genres": ["g1"], "gain": 0.78}, [1, 3]),
        ({"near": {"1": 0.25}}, [1, 3]),
        ({"near": {"1": 0.1}}, [1, 2]),  # 0.9 · 0.8 is more than 0.71
        ({"near": {"1": 0.11}}, [1, 3]),  # 0.9 · 0.78 is less
        ({"near": {"1": 0.9}}, [1, 3]),
        ({"near": {"3": 0.25}}, [1, 2]),
        ({"title": "Name1x 2"}, [1, 3]),
    ],
)
def test_a_title_gives_way_to_one_that_differs_from_those_before_it(shared: dict[str, Any], chosen: list[int]) -> None:
    assert ids(choose([title(1, 1.0), title(2, **{"gain": 0.9, **shared}), title(3, 0.71)], 2)) == chosen


def test_films_and_books_take_turns_if_they_tell_as_much() -> None:
    films = [title(n, 1 - n / 100) for n in (1, 2, 3)]
    books = [title(n, 1 - n / 100, item_type="book") for n in (4, 5, 6)]

    assert ids(choose(films + books, 4)) == [1, 4, 2, 5]
    assert ids(choose(films, 9)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Toy Story", "Toy Story 2", True),
        ("Alien", "Alien: Covenant", True),
        ("The Godfather", "The Godfather Part II", True),
        ("Harry Potter and the Goblet of Fire", "Harry Potter and the Half-Blood Prince", True),
        ("The Terminator", "Terminator 2: Judgment Day", True),
        ("Alien", "Aladdin", False),
        ("Black Swan", "Black Panther", False),
        ("Se7en", "Heat", False),
    ],
)
def test_a_series_is_known_by_its_titles(one: str, other: str, same: bool) -> None:
    assert in_one_series(one, other) is same
    assert in_one_series(other, one) is same


SAW = "those who saw it loved it"
KNOWN = "Many know it, so your answer says whom you agree with"


@pytest.mark.parametrize(
    ("given", "n_rated", "key", "text"),
    [
        ({"n_raters": 10, "n_liked": 5}, 0, "divides_opinions", f"Half of {SAW}, half did not"),
        ({"n_raters": 10, "n_liked": 4}, 0, "divides_opinions", f"Half of {SAW}, half did not"),
        ({"n_raters": 10, "n_liked": 3}, 0, "divides_opinions", f"3 in 10 of {SAW}, the others did not"),
        ({"n_raters": 10, "n_liked": 2}, 0, "widely_known", KNOWN),
        ({"n_raters": 9, "n_liked": 5}, 0, "widely_known", KNOWN),
        ({}, 1, "unlike_yours", "It is liked by others than what you rated so far"),
        ({"overlap": 0.1}, 1, "widely_known", KNOWN),
    ],
)
def test_a_question_says_why_it_is_asked(given: dict[str, Any], n_rated: int, key: str, text: str) -> None:
    found = answer({"items": [title(1, 1.0, **given)], "n_rated": n_rated}, 1)

    reason = found["items"][0]["reason"]
    assert (reason["key"], reason["text"]) == (key, text)
    assert found["done"] is None


def test_a_book_was_read_and_simulated_people_are_called_so() -> None:
    given = title(1, 1.0, n_raters=10, n_liked=7, item_type="book", is_simulated=True)

    [found] = answer({"items": [given], "n_rated": 0}, 1)["items"]

    assert found["reason"] == {
        "key": "divides_opinions",
        "params": {"share": 0.7, "n_raters": 10, "item_type": "book", "is_simulated": True},
        "text": "7 in 10 of the simulated people who read it loved it, the others did not",
    }


@pytest.mark.parametrize(
    ("n_rated", "key", "text"),
    [
        (15, "enough_ratings", "You rated 15 titles: more answers would tell little"),
        (14, "nothing_left", "There is no well-known title left that you neither rated nor skipped"),
    ],
)
def test_no_question_says_why_there_is_none(n_rated: int, key: str, text: str) -> None:
    found = answer({"items": [], "n_rated": n_rated}, 5)

    assert found == {
        "items": [],
        "n_rated": n_rated,
        "done": {"key": key, "params": {"n_rated": n_rated}, "text": text},
    }


@pytest.mark.parametrize(
    ("n_rated", "shares", "is_asked"),
    [
        (14, [0.2, 0.1], True),  # the best one counts
        (14, [0.199, 0.1], False),
        (5, [0.199], False),
        (4, [0.199], True),  # five are asked in any case
        (15, [1.0], False),
        (14, [1.0], True),
    ],
)
def test_questions_end_at_fifteen_or_when_the_best_tells_less_than_a_fifth_of_the_first(
    n_rated: int, shares: list[float], is_asked: bool
) -> None:
    titles = [title(place, 1.0, share=share) for place, share in enumerate(shares, 1)]

    found = answer({"items": titles, "n_rated": n_rated}, 5)

    assert tells_little(titles, n_rated) is not is_asked
    assert bool(found["items"]) is is_asked
    assert (found["done"] and found["done"]["text"]) == (
        None if is_asked else f"You rated {n_rated} titles: more answers would tell little"
    )


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service with its items, the films widely known."""
    async with a_house(servers[18]) as opened:
        write(opened.url, "update cinelibre.items set external_count = 100 * id where item_type = 'movie'")
        yield opened


async def test_a_catalogue_without_ratings_asks_about_what_is_known_elsewhere(house: House) -> None:
    async with house.readers() as service:
        found = (await service.ada.get("/onboarding/next")).json()
        one = (await service.ada.get("/onboarding/next", params={"limit": 1, "type": "movie", "fields": "card"})).json()
        rest = (await service.ada.get("/onboarding/next", params={"skip_ids": f"{EMMA},{RAN}"})).json()
        none = (await service.ada.get("/onboarding/next", params={"type": "book"})).json()

    assert ids(found["items"]) == [EMMA, RAN, DUNE]
    assert (found["n_rated"], found["done"]) == (0, None)
    assert found["items"][0]["reason"]["key"] == "widely_known"
    assert ids(one["items"]) == [EMMA]
    assert ids(rest["items"]) == [DUNE]
    assert (none["items"], none["done"]["key"]) == ([], "nothing_left")


async def test_a_rated_title_is_not_asked_again_and_others_are(house: House) -> None:
    async with house.readers() as service:
        await service.ada.post("/ratings", json={"item_id": EMMA, "rating": 4})

        adas = (await service.ada.get("/onboarding/next")).json()
        bobs = (await service.bob.get("/onboarding/next")).json()

    assert (ids(adas["items"]), adas["n_rated"]) == ([RAN, DUNE], 1)
    assert ids(bobs["items"]) == [EMMA, RAN, DUNE]


async def test_without_a_token_nobody_is_asked(house: House) -> None:
    async with house.readers() as service:
        refused = await service.nobody.get("/onboarding/next")

    assert (refused.status_code, refused.json()["error"]) == (401, "token_missing")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": 21}, "limit"),
        ({"limit": 0}, "limit"),
        ({"skip_ids": ",".join(map(str, range(1, 202)))}, "skip_ids"),
        ({"skip_ids": "x"}, "skip_ids"),
    ],
)
async def test_too_much_is_refused(house: House, asked: dict[str, Any], field: str) -> None:
    async with house.readers() as service:
        refused = await service.ada.get("/onboarding/next", params=asked)
        most: dict[str, Any] = {"limit": 20, "skip_ids": ",".join(map(str, range(1, 201)))}
        taken = await service.ada.get("/onboarding/next", params=most)

    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)
    assert (taken.status_code, taken.json()["items"]) == (200, [])


@pytest.fixture(scope="module")
async def newcomer(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody new to the demo."""
    server = servers[18]
    name = server.create_database(demo_template)
    url = server.url_of(name)
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=SecretStr(SECRET)))
    async with app.router.lifespan_context(app):
        house = House(url, app)
        async with house.client(await register(app.state.db, "ada")) as client:
            yield client
    server.drop_database(name)


async def test_the_demo_asks_from_the_first_minute_in_several_languages_until_fifteen(
    newcomer: httpx.AsyncClient,
) -> None:
    first = (await newcomer.get("/onboarding/next")).json()
    for n_rated in range(15):
        found = (await newcomer.get("/onboarding/next", params={"limit": 1})).json()
        assert (len(found["items"]), found["n_rated"]) == (1, n_rated)
        await newcomer.post("/ratings", json={"item_id": found["items"][0]["id"], "rating": 4})
    last = (await newcomer.get("/onboarding/next")).json()

    assert len(first["items"]) == 5
    assert len({item["language"] for item in first["items"]}) >= 3
    assert {item["item_type"] for item in first["items"]} == {"movie", "book"}
    assert (last["items"], last["done"]["key"]) == ([], "enough_ratings")
