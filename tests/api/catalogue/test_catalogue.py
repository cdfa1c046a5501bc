"""GET /movies, /books, and one of each, on the demo catalogue."""

import httpx
import pytest

N_MOVIES, N_BOOKS = 160, 80


@pytest.mark.parametrize(("path", "total"), [("/movies", N_MOVIES), ("/books", N_BOOKS)])
async def test_pages_join_into_the_whole_list_without_gap_or_repetition(
    client: httpx.AsyncClient, path: str, total: int
) -> None:
    pages = [(await client.get(path, params={"skip": skip, "limit": 7})).json() for skip in range(0, total, 7)]

    ids = [item["id"] for page in pages for item in page["items"]]
    assert ids == sorted(set(ids))
    assert len(ids) == total
    assert {page["total"] for page in pages} == {total}
    assert {item["item_type"] for page in pages for item in page["items"]} == {path.strip("/")[:-1]}


async def test_a_page_says_what_was_asked(client: httpx.AsyncClient) -> None:
    page = (await client.get("/movies", params={"skip": 2, "limit": 1})).json()

    assert (page["skip"], page["limit"], len(page["items"])) == (2, 1, 1)


async def test_past_the_end_is_an_empty_page_with_the_total(client: httpx.AsyncClient) -> None:
    answer = await client.get("/movies", params={"skip": 1000})

    assert answer.status_code == 200
    assert answer.json() == {"items": [], "total": N_MOVIES, "skip": 1000, "limit": 20, "as_of": 240}


async def test_a_movie_has_its_people_and_no_embedding(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/movies", params={"limit": 100})).json()["items"]
    wanted = next(item for item in listed if item["title"] == "Spirited Away")

    movie = (await client.get(f"/movies/{wanted['id']}")).json()

    assert (movie["year"], movie["language"], movie["directors"]) == (2001, "ja", ["Hayao Miyazaki"])
    assert movie["runtime"] == 125
    assert len(movie["cast"]) == 3
    assert "embedding" not in movie
    assert movie == movie | wanted


async def test_a_book_has_its_authors(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/books", params={"limit": 1})).json()["items"]

    book = (await client.get(f"/books/{listed[0]['id']}")).json()

    assert book["item_type"] == "book"
    assert book["authors"]
    assert book["page_count"] > 0


async def test_an_id_of_the_other_kind_is_not_found(client: httpx.AsyncClient) -> None:
    book_id = (await client.get("/books", params={"limit": 1})).json()["items"][0]["id"]

    answer = await client.get(f"/movies/{book_id}")

    assert answer.status_code == 404
    assert answer.json()["error"] == "item_not_found"
    assert str(book_id) in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/movies", "/books"])
@pytest.mark.parametrize(
    ("item_id", "status"),
    [
        ("2147483647", 404),
        ("0", 422),
        ("-1", 422),
        ("abc", 422),
        ("1.5", 422),
        ("2147483648", 422),
        ("1" + "0" * 30, 422),
        ("9" * 5000, 422),
        ("%00", 422),
        ("' or 1=1", 422),
        ("999999", 404),
        ("🎬", 422),
    ],
)
async def test_an_id_that_is_none_is_refused_in_words(
    client: httpx.AsyncClient, path: str, item_id: str, status: int
) -> None:
    answer = await client.get(f"{path}/{item_id}")

    assert answer.status_code == status
    assert set(answer.json()) - {"fields"} == {"error", "detail", "request_id"}
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/movies", "/books"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1000000000"),
        ("limit", "101"),
        ("limit", "ten"),
        ("limit", ""),
        ("skip", "-1"),
        ("skip", "1" + "0" * 30),
        ("skip", "some"),
    ],
)
async def test_a_page_out_of_bounds_is_refused_naming_the_field(
    client: httpx.AsyncClient, path: str, name: str, value: str
) -> None:
    answer = await client.get(path, params={name: value})

    assert answer.status_code == 422
    assert answer.json()["error"] == "invalid_input"
    assert answer.json()["detail"].startswith(f"{name}: ")
