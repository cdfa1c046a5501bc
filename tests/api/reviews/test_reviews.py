"""Reviews: one a reader and item, read by everybody, as they were written."""

from typing import Any

import httpx
import pytest

from api.http.caching import PERSONAL, PUBLIC
from api.reviews.routes import REPORTS_A_DAY
from api.sizes import REVIEWS_A_DAY
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, Service, rows, write

TEXT = '<script>alert("1")</script>\n\tनमस्ते & 🎬 \u200fשלום'
ITS_KEYS = {"id", "author", "rating", "is_mine", "text", "has_spoilers", "written_at", "changed_at"}


async def review(client: httpx.AsyncClient, text: str = TEXT, item_id: int = DUNE, **more: Any) -> dict[str, Any]:
    """The review as it is kept."""
    item_type = "book" if item_id == SOLARIS else "movie"
    answer = await client.put(f"/reviews/{item_type}/{item_id}", json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    kept: dict[str, Any] = answer.json()["review"]
    return kept


async def read(client: httpx.AsyncClient, path: str = f"/movies/{DUNE}/reviews", **asked: Any) -> dict[str, Any]:
    """A page of an item's reviews."""
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_everybody_reads_a_review_as_it_was_written_and_nothing_of_the_account(service: Service) -> None:
    await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 4.5})
    kept = await review(service.ada, has_spoilers=True)

    told = {name: (await read(getattr(service, name)))["reviews"] for name in ("nobody", "bob", "ada")}

    shown = {
        "id": kept["id"],
        "author": "ada",
        "rating": 4.5,
        "is_mine": False,
        "text": TEXT,
        "has_spoilers": True,
        "written_at": kept["written_at"],
        "changed_at": kept["changed_at"],
    }
    assert told == {"nobody": [shown], "bob": [shown], "ada": [{**shown, "is_mine": True}]}
    assert set(shown) == ITS_KEYS
    assert (await read(service.nobody, f"/movies/{RAN}/reviews"))["total"] == 0


async def test_an_author_without_a_name_or_stars_has_none(service: Service) -> None:
    write(service.url, "update cinelibre.users set name = null where id = %s", service.ada_id)
    await service.ada.post("/interactions", json={"interaction_type": "like", "item_id": SOLARIS})
    await review(service.ada, item_id=SOLARIS)

    [told] = (await read(service.nobody, f"/books/{SOLARIS}/reviews"))["reviews"]

    assert (told["author"], told["rating"]) == (None, None)


async def test_a_second_review_replaces_the_first_and_leaves_others_as_they_were(service: Service) -> None:
    bobs, of_ran = await review(service.bob, "Bob's"), await review(service.ada, "Of Ran", RAN)
    first = await review(service.ada, "First", has_spoilers=True)

    second = await review(service.ada, "Second")
    same = await review(service.ada, "Second")

    assert (second["id"], second["text"], second["has_spoilers"]) == (first["id"], "Second", False)
    assert (second["written_at"], same) == (first["written_at"], second)
    assert second["changed_at"] > first["changed_at"]
    assert [one["text"] for one in (await read(service.nobody))["reviews"]] == ["Second", "Bob's"]
    assert (await service.bob.get(f"/reviews/movie/{DUNE}")).json()["review"] == bobs
    assert (await service.ada.get(f"/reviews/movie/{RAN}")).json()["review"] == of_ran


async def test_a_deleted_review_is_gone_and_twice_is_once(service: Service) -> None:
    await review(service.bob, "Bob's")
    await review(service.ada, "Of Ran", RAN)
    await review(service.ada)

    answers = [(await service.ada.delete(f"/reviews/movie/{DUNE}")).json() for _ in range(2)]

    assert answers == [{"item_id": DUNE, "item_type": "movie", "review": None}] * 2
    assert (await service.ada.get(f"/reviews/movie/{DUNE}")).json() == answers[0]
    assert rows(service.url, "select body from cinelibre.reviews order by 1") == [("Bob's",), ("Of Ran",)]


async def test_pages_are_newest_first_and_fit_together(service: Service) -> None:
    people = "insert into cinelibre.users (external_id) select 'r:' || n from generate_series(1, 5) as n returning id"
    for number, (user_id,) in enumerate(rows(service.url, people), 1):
        insert = (
            "insert into cinelibre.reviews (user_id, item_id, body, written_at)"
            " values (%s, %s, %s, now() - %s * interval '1 day')"
        )
        write(service.url, insert, user_id, DUNE, str(number), number)

    first = await read(service.nobody, limit=2)
    await review(service.ada)
    second = await read(service.nobody, skip=2, limit=2, as_of=first["as_of"])
    third = await read(service.nobody, skip=4, limit=2, as_of=second["as_of"])

    pages = [[one["text"] for one in page["reviews"]] for page in (first, second, third)]
    assert pages == [["1", "2"], ["3", "4"], ["5"]]
    assert [page["total"] for page in (first, second, third)] == [5, 5, 5]


async def test_who_blocks_somebody_reads_them_no_more_nor_they_them(service: Service) -> None:
    await review(service.ada, "Ada's")
    await review(service.bob, "Bob's")
    people = "select person_id::text from cinelibre.users where id <> %s and email is not null"
    [(bob,)] = rows(service.url, people, service.ada_id)
    before = [len((await read(getattr(service, name)))["reviews"]) for name in ("ada", "bob", "nobody")]

    block = "insert into cinelibre.relations (user_id, other_id, said) select %s, id, 'blocked' from cinelibre.users"
    write(service.url, block + " where person_id = %s::uuid", service.ada_id, bob)
    pages = [await read(getattr(service, name)) for name in ("ada", "bob", "nobody")]

    assert before == [2, 2, 2]
    assert [[one["text"] for one in page["reviews"]] for page in pages] == [["Ada's"], ["Bob's"], ["Bob's", "Ada's"]]
    assert [page["total"] for page in pages] == [1, 1, 2]


async def test_a_guests_answer_may_be_kept_and_a_readers_may_not(service: Service) -> None:
    guests = await service.nobody.get(f"/movies/{DUNE}/reviews")
    readers = await service.ada.get(f"/movies/{DUNE}/reviews")

    assert guests.headers["cache-control"] == PUBLIC
    assert readers.headers["cache-control"] == PERSONAL


@pytest.mark.parametrize("path", ["/movies/999/reviews", f"/books/{DUNE}/reviews", f"/movies/{SOLARIS}/reviews"])
async def test_what_is_no_item_of_that_type_has_no_reviews(service: Service, path: str) -> None:
    answer = await service.nobody.get(path)

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a" * 5000, True),
        ("a" * 5001, False),
        ("  ", False),
        ("one\r\ntwo\tthree", True),
        ("\u200eleft and \u200fright marks, a joiner \u200d", True),
        *((f"a{chr(code)}b", False) for code in (0, 7, 8, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F, 0x85, 0x9F)),
        *((f"a{chr(code)}b", False) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    ],
)
async def test_plain_text_is_taken_and_what_acts_on_the_text_around_it_is_not(
    service: Service, text: str, taken: bool
) -> None:
    answer = await service.ada.put(f"/reviews/movie/{DUNE}", json={"text": text})

    assert answer.status_code == (200 if taken else 422)
    assert rows(service.url, "select body from cinelibre.reviews") == ([(text,)] if taken else [])


async def test_a_day_takes_so_many_reviews_and_what_changes_nothing_is_none(service: Service) -> None:
    assert (REVIEWS_A_DAY, REPORTS_A_DAY) == (50, 20)
    for number in range(REVIEWS_A_DAY):
        await review(service.ada, str(number))
    await review(service.ada, str(REVIEWS_A_DAY - 1))

    refused = await service.ada.put(f"/reviews/movie/{RAN}", json={"text": "one more"})
    await review(service.bob, "Bob's first", EMMA)
    write(service.url, "update cinelibre.daily_counts set day = day - 1 where user_id = %s", service.ada_id)
    await review(service.ada, "tomorrow", RAN)

    assert (refused.status_code, refused.json()["error"]) == (429, "too_many_today")
    assert refused.json()["detail"] == "A day takes 50 reviews: go on tomorrow."
    query = "select n_times from cinelibre.daily_counts where user_id = %s and name = 'reviews'"
    assert rows(service.url, query, service.ada_id) == [(1,)]


async def test_an_ended_token_is_refused_before_the_item_is_looked_for(service: Service) -> None:
    await service.ada.post("/auth/logout")

    answers = [await service.ada.get(path) for path in (f"/movies/{DUNE}/reviews", "/movies/999/reviews")]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(401, "token_revoked")] * 2
