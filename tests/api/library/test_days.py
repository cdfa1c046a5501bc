"""The day on which something was watched is that day, wherever its reader lives or moves."""

import json
from pathlib import Path

import pytest

from tests.api.library.shelves import AMELIE, RAN, Place, Reader, statuses
from tests.support.readers import rows, write

FILM = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date"
GOODREADS = "Book Id,Title,Author,My Rating,Date Read,Date Added,Exclusive Shelf"
MIGRATION = Path("sql/migrations/0049_add_days_of_events.sql").read_text()
FILES = {
    "diary.csv": f"{FILM}\n2024-05-02,Ran,1985,x,4,,,2024-05-01\n",
    "goodreads.csv": f"{GOODREADS}\n1,Emma,Jane Austen,5,2024/05/01,2024/04/20,read\n",
    "my.csv": "title,year,watched_at\nRan,1985,2024-05-01\n",
}


async def days_of(reader: Reader) -> list[tuple[str, list[str]]]:
    """Each day of the history with its titles."""
    history = await reader.asked("GET", "/history")
    return [(day["day"], [entry["item"]["title"] for entry in day["entries"]]) for day in history["days"]]


@pytest.mark.parametrize(
    "timezone", ["UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
)
@pytest.mark.parametrize("name", FILES)
async def test_a_viewing_of_a_day_is_of_that_day_in_every_timezone(place: Place, name: str, timezone: str) -> None:
    reader = await place.reader(timezone)

    await reader.imported(FILES[name], name)

    assert [day for day, _ in await days_of(reader)] == ["2024-05-01"]


async def test_a_viewing_stays_on_its_day_when_its_reader_moves(place: Place) -> None:
    reader = await place.reader("Asia/Tokyo")
    await reader.imported(FILES["diary.csv"], "diary.csv")

    for timezone in ("America/New_York", "Pacific/Auckland"):
        await reader.asked("PATCH", "/auth/me", json={"timezone": timezone})
        assert await days_of(reader) == [("2024-05-01", ["Ran"])]


async def test_a_moment_is_of_the_day_it_had_where_its_reader_lives_and_days_stay_in_order(place: Place) -> None:
    reader = await place.reader("America/New_York")

    # 01:00 in UTC is 21:00 of the day before in New York, and later than the first second of May 1 in UTC.
    await reader.imported(
        "title,year,watched_at\nRan,1985,2024-05-01T01:00:00Z\nAmélie,2001,2024-05-01\nAmélie,2001,2024-04-30\n"
    )

    assert await days_of(reader) == [("2024-05-01", ["Amélie"]), ("2024-04-30", ["Ran", "Amélie"])]


async def test_two_viewings_of_one_day_are_two_and_stay_two(ada: Reader) -> None:
    content = f"{FILM}\n2024-05-02,Ran,1985,x/a,4,,,2024-05-01\n2024-05-02,Ran,1985,x/b,4,Yes,,2024-05-01\n"

    first = await ada.imported(content, "diary.csv")
    again = await ada.imported(content, "diary.csv")

    assert statuses(first) == [(2, "created", RAN), (3, "created", RAN)]
    assert again["counts"] == {"already_there": 2}
    assert await days_of(ada) == [("2024-05-01", ["Ran", "Ran"])]


async def test_an_export_takes_the_day_along(place: Place, ada: Reader) -> None:
    other = await place.reader("America/New_York")
    await ada.imported(FILES["my.csv"])

    document = await ada.exported()
    [event] = document["interactions"]
    await other.imported(json.dumps(document), "library.json")

    assert event["on_day"] == "2024-05-01"
    assert await days_of(other) == [("2024-05-01", ["Ran"])]


async def test_a_day_that_is_none_is_a_bad_entry_of_a_document(ada: Reader) -> None:
    event = {"interaction_type": "seen", "occurred_at": "2024-05-01", "item": {"title": "Ran", "year": 1985}}

    report = await ada.imported(
        json.dumps(
            {
                "format": "cinelibre-library",
                "version": 1,
                "interactions": [{**event, "on_day": day} for day in ("2024-02-30", "May 1")],
            }
        )
    )

    assert [row["reason"] for row in report["rows"]] == [
        "on_day '2024-02-30' is not a date such as 1995-10-30",
        "on_day 'May 1' is not a day such as 2024-01-31",
    ]


async def test_viewings_imported_before_days_were_kept_get_theirs_and_others_none(place: Place, ada: Reader) -> None:
    await ada.imported("title,year,watched_at\nRan,1985,2024-05-01\nAmélie,2001,2024-05-01 10:30\n")
    write(place.url, "update cinelibre.interactions set on_day = null where user_id = %s", ada.claims.user_id)

    write(place.url, MIGRATION[MIGRATION.index("update") :])

    days = "select item_id, on_day::text from cinelibre.interactions where user_id = %s order by item_id"
    assert sorted(rows(place.url, days, ada.claims.user_id)) == sorted([(RAN, "2024-05-01"), (AMELIE, None)])
