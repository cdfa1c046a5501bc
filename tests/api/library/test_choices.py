"""Choosing the item of a row that an import did not find or could not tell apart."""

from typing import Any

import httpx
import pytest

from tests.api.library.shelves import AMELIE, DUNE, HEAT, OTHER_HEAT, RAN, Place, Reader, snapshot
from tests.api.readers.library.exports import zip_of
from tests.support.readers import ABSENT, assert_counts_equal_a_recount, rows

COLUMNS = "rating,date,watched_at,watchlist,seen,favorite,like,hidden"
FULL = "4.5,2024-05-02,2024-05-01,yes,yes,yes,yes,yes"
FILM = "Date,Name,Year,Letterboxd URI"
DIARY = f"{FILM},Rating,Watched Date\n2024-05-03,Heat,1995,x,4,2024-05-01\n2024-05-04,Heat,1995,y,5,2024-05-01\n"
MAY_1 = "2024-05-01T00:00:00+00:00"
LOG = """
    select item_id, interaction_type, occurred_at::text, on_day::text, rating from cinelibre.interactions
    where user_id = %s order by id
"""


async def sent(reader: Reader, choices: list[Any]) -> httpx.Response:
    """The answer to these choices, whatever it says."""
    return await reader.place.client.post("/library/import/choices", headers=reader.headers, json={"choices": choices})


async def chosen(reader: Reader, *choices: Any) -> list[tuple[str, int | None]]:
    """Status and item of each choice."""
    answer = await sent(reader, list(choices))
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert sum(report["counts"].values()) == len(report["rows"]) == len(choices)
    return [(row["status"], row["item_id"]) for row in report["rows"]]


async def kept_of(reader: Reader, content: str | bytes, name: str = "my.csv") -> list[dict[str, Any]]:
    """What the rows of a file say that no item was found for."""
    report = await reader.imported(content, name)
    assert {row["status"] for row in report["rows"]} <= {"ambiguous", "not_found"}, report
    return [row["kept"] for row in report["rows"]]


def everything(reader: Reader) -> tuple[Any, ...]:
    """What the account has, without ids of rows."""
    return reader.ratings(), reader.shelf(), rows(reader.place.url, LOG, reader.claims.user_id)


@pytest.mark.parametrize("cells", [FULL, "2,2024-05-02,,,,,,", ",,2024-05-01,,,,,", ",2024-05-02,,yes,,,,"])
@pytest.mark.parametrize("named", ["Heat,1995", "Nowhere,1985"])
async def test_a_choice_gives_what_the_import_of_its_row_would_have_given(place: Place, cells: str, named: str) -> None:
    ada, bob = await place.reader(), await place.reader()
    await bob.imported(f"tmdb_id,{COLUMNS}\n949,{cells}\n")

    [kept] = await kept_of(ada, f"title,year,{COLUMNS}\n{named},{cells}\n")
    statuses = await chosen(ada, {"item_id": HEAT, "kept": kept})

    assert statuses == [("created", HEAT)]
    assert everything(ada) == everything(bob)
    assert_counts_equal_a_recount(place.url)


async def test_two_viewings_of_one_day_are_two_with_their_day_and_the_newer_stars_count(ada: Reader) -> None:
    kept = await kept_of(ada, zip_of({"diary.csv": DIARY}), "letterboxd.zip")

    statuses = await chosen(ada, *({"item_id": OTHER_HEAT, "kept": one} for one in kept))

    assert statuses == [("created", OTHER_HEAT), ("updated", OTHER_HEAT)]
    assert [rating[:3] for rating in ada.ratings()] == [(OTHER_HEAT, 5, "rating")]
    assert [(event[1], event[3]) for event in everything(ada)[2]] == [("seen", "2024-05-01")] * 2


async def test_choosing_twice_is_once(place: Place, ada: Reader) -> None:
    [kept] = await kept_of(ada, f"title,year,{COLUMNS}\nHeat,1995,{FULL}\n")
    await chosen(ada, {"item_id": HEAT, "kept": kept})
    before = snapshot(place.url)

    assert await chosen(ada, *[{"item_id": HEAT, "kept": kept}] * 2) == [("already_there", HEAT)] * 2
    assert snapshot(place.url) == before


async def test_an_older_choice_replaces_no_newer_stars(ada: Reader) -> None:
    await ada.asked("POST", "/ratings", json={"item_id": HEAT, "rating": 3})

    statuses = await chosen(ada, {"item_id": HEAT, "kept": {"rating": 5, "rated_at": MAY_1}})

    assert statuses == [("already_there", HEAT)]
    assert [rating[:2] for rating in ada.ratings()] == [(HEAT, 3)]


SPOILT: list[tuple[Any, str]] = [
    ({"item_id": RAN, "kept": {"rating": 3.3}}, "rating '3.3' is not one of 0.5, 1, 1.5 and so on to 5"),
    ({"item_id": RAN, "kept": {"rating": True}}, "rating 'True' is not a number from 0.5 to 5"),
    ({"item_id": RAN, "kept": {"rated_at": "soon"}}, "rated_at 'soon' is not a date such as 2024-01-31"),
    ({"item_id": RAN, "kept": {"stars": 3}}, "kept has the unknown key 'stars'"),
    ({"item_id": RAN, "kept": {"events": {}}}, "events is not a list"),
    ({"item_id": RAN, "kept": {"events": [3]}}, "the event is not an object"),
    ({"item_id": RAN, "kept": {"events": [{"occurred_at": MAY_1}]}}, "the entry has no interaction_type"),
    (
        {"item_id": RAN, "kept": {"events": [{"interaction_type": "clap", "occurred_at": MAY_1}]}},
        "the type clap is not known here",
    ),
    ({"item_id": RAN, "kept": {"seen_at": MAY_1, "hidden_at": MAY_1, "hidden_by": "like"}},
     "the type like marks nothing as hidden"),
    ({"item_id": RAN, "kept": []}, "kept: It must be a JSON object."),
    ({"item_id": RAN}, "kept: This is needed."),
    ({"item_id": 0, "kept": {}}, "item_id: It must be 1 or more."),
    ({"item_id": RAN, "kept": {}, "row": 3}, "row: "),
    (3, ""),
]  # fmt: skip


@pytest.mark.parametrize(("spoilt", "reason"), SPOILT, ids=[str(case[0])[:60] for case in SPOILT])
async def test_a_spoilt_choice_is_bad_and_the_others_count(ada: Reader, spoilt: Any, reason: str) -> None:
    good = [{"item_id": item_id, "kept": {"rating": 4, "rated_at": MAY_1}} for item_id in (DUNE, AMELIE)]

    answer = await sent(ada, [good[0], spoilt, good[1]])

    rows_of_report = answer.json()["rows"]
    assert answer.json()["counts"] == {"created": 2, "bad": 1}
    assert [row["status"] for row in rows_of_report] == ["created", "bad", "created"]
    assert rows_of_report[1]["reason"].startswith(reason)
    assert [rating[0] for rating in ada.ratings()] == [DUNE, AMELIE]
    assert ada.shelf() == []


async def test_an_unknown_item_and_a_row_that_says_nothing_are_told_apart(ada: Reader) -> None:
    statuses = await chosen(
        ada,
        {"item_id": ABSENT, "kept": {"rating": 4}},
        {"item_id": RAN, "kept": {}},
        {"item_id": DUNE, "kept": {"rating": 4}},
    )

    assert statuses == [("not_found", ABSENT), ("matched", RAN), ("created", DUNE)]
    assert [rating[:2] for rating in ada.ratings()] == [(DUNE, 4)]


@pytest.mark.parametrize(("n_choices", "status"), [(0, 422), (1, 200), (100, 200), (101, 422)])
async def test_a_call_takes_1_to_100_choices(ada: Reader, n_choices: int, status: int) -> None:
    answer = await sent(ada, [{"item_id": RAN, "kept": {"rating": 4}}] * n_choices)

    assert answer.status_code == status


async def test_an_ended_token_is_refused_even_if_no_choice_can_be_read(place: Place, ada: Reader) -> None:
    await ada.asked("POST", "/auth/logout")

    answer = await sent(ada, [3])

    assert (answer.status_code, answer.json()["error"]) == (401, "token_revoked")


async def test_a_choice_needs_a_token(place: Place) -> None:
    answer = await place.client.post("/library/import/choices", json={"choices": [{"item_id": RAN, "kept": {}}]})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")
