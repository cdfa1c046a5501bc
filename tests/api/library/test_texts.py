"""Notes, reviews and feedback in an export, and notes and reviews back in."""

import json
from typing import Any

import pytest

from api.sizes import REVIEWS_A_DAY
from tests.api.library.shelves import CATALOGUE, DUNE, HEAT, RAN, Place, Reader
from tests.support.readers import rows, save_list, write

TEXTS = "note of {} 🎬\n2", "review of {}\tहै"


async def write_texts(reader: Reader, item_id: int) -> None:
    """A note and a review of an item."""
    note, review = (text.format(item_id) for text in TEXTS)
    place = f"{CATALOGUE[item_id - 1]['item_type']}/{item_id}"
    await reader.asked("PUT", f"/notes/{place}", json={"note": note})
    await reader.asked("PUT", f"/reviews/{place}", json={"text": review, "has_spoilers": item_id == RAN})


def texts(document: dict[str, Any]) -> list[Any]:
    """The notes and reviews of a document."""
    return [document["notes"], document["reviews"]]


async def test_notes_and_reviews_read_back_in_elsewhere_and_twice_is_once(place: Place, ada: Reader) -> None:
    for item_id in (DUNE, RAN):
        await write_texts(ada, item_id)
    stranger = await place.reader()
    await write_texts(stranger, HEAT)
    document = await ada.exported()
    heir = await place.reader()

    first, second = await heir.imported(json.dumps(document)), await heir.imported(json.dumps(document))

    assert (first["counts"], second["counts"]) == ({"created": 4}, {"already_there": 4})
    assert texts(await heir.exported()) == texts(document) == texts(await ada.exported())
    assert [len(part) for part in texts(document)] == [2, 2]
    assert [len(part) for part in texts(await stranger.exported())] == [1, 1]


async def test_feedback_and_reports_are_exported_and_left_out_of_an_import(place: Place, ada: Reader) -> None:
    stranger = await place.reader()
    await write_texts(stranger, DUNE)
    [(review_id,)] = rows(place.url, "select id from cinelibre.reviews where user_id = %s", stranger.claims.user_id)
    await ada.asked("POST", f"/reviews/{review_id}/report", json={"reason": "Spam"})
    made = await save_list(ada.caller, DUNE, RAN)
    given = {"recommendation_id": made, "item_id": RAN, "kind": "helpful", "comment": "Yes"}
    await ada.asked("POST", "/feedback", json=given)

    document = await ada.exported()
    heir = await place.reader()
    report = await heir.imported(json.dumps(document))

    [reported], [said] = document["reports"], document["feedback"]
    assert (reported["item"]["id"], reported["reason"]) == (DUNE, "Spam")
    assert (said["item"]["id"], said["place"], said["comment"]) == (RAN, 2, "Yes")
    assert report["counts"] == {"created": 1}  # the event that the feedback was
    assert (await heir.exported())["feedback"] == (await heir.exported())["reports"] == []
    assert (await stranger.exported())["reports"] == []


@pytest.mark.parametrize(
    ("part", "entry", "reason"),
    [
        ("notes", {"note": ""}, "note is not text, or empty"),
        ("notes", {}, "the entry has no note"),
        ("notes", {"note": "a" * 5001}, "note has 5001 characters, 5000 at most are taken"),
        ("notes", {"note": "a\u202eb"}, "note: It must not contain the control character U+202E."),
        ("reviews", {"review": "a\x07"}, "review: It must not contain the control character U+0007."),
        ("reviews", {}, "the entry has no review"),
        ("reviews", {"review": "a", "has_spoilers": "no"}, "has_spoilers is not true or false"),
    ],
)
async def test_a_bad_text_is_told_and_keeps_no_other_back(
    ada: Reader, part: str, entry: dict[str, Any], reason: str
) -> None:
    item = {"item_type": "movie", "title": "Ran", "year": 1985}
    good = {"item": item, "note": "a" * 5000, "review": "a"}
    document = {"format": "cinelibre-library", "version": 1, part: [{"item": item, **entry}, good]}

    report = await ada.imported(json.dumps(document))

    assert [row.get("reason") for row in report["rows"]] == [reason, None]
    assert len((await ada.exported())[part]) == 1


async def test_a_text_of_an_item_that_is_not_found_is_kept_for_the_readers_choice(ada: Reader) -> None:
    item = {"item_type": "movie", "title": "Never Made", "year": 1985}
    texts: dict[str, dict[str, Any]] = {"reviews": {"review": "r", "has_spoilers": True}, "notes": {"note": "n"}}
    document: dict[str, Any] = {"format": "cinelibre-library", "version": 1} | {
        part: [{"item": item, "written_at": "2026-01-01T00:00:00Z", **said}] for part, said in texts.items()
    }

    report = await ada.imported(json.dumps(document))
    choices = [{"item_id": RAN, "kept": row["kept"]} for row in report["rows"]]
    chosen = await ada.asked("POST", "/library/import/choices", json={"choices": choices})

    assert chosen["counts"] == {"created": 2}
    told = await ada.exported()
    assert [(one["item"]["id"], one["note"]) for one in told["notes"]] == [(RAN, "n")]
    assert [(one["item"]["id"], one["review"], one["has_spoilers"]) for one in told["reviews"]] == [(RAN, "r", True)]


async def test_an_import_publishes_no_more_reviews_than_a_day_takes(place: Place, ada: Reader) -> None:
    for item_id in (DUNE, RAN):
        await write_texts(ada, item_id)
    document = json.dumps({**await ada.exported(), "notes": []})
    heir = await place.reader()
    count = "insert into cinelibre.daily_counts values (%s, 'reviews', (now() at time zone 'UTC')::date, %s)"
    write(place.url, count, heir.claims.user_id, REVIEWS_A_DAY - 1)

    first = await heir.imported(document)
    chosen = {"item_id": HEAT, "kept": {"review": "chosen"}}
    choice = await heir.asked("POST", "/library/import/choices", json={"choices": [chosen]})
    write(place.url, "update cinelibre.daily_counts set day = day - 1 where user_id = %s", heir.claims.user_id)
    second = await heir.imported(document)

    held = "the review was not published: a day takes 50 reviews; import the row again tomorrow"
    assert [(row["status"], row.get("reason")) for row in first["rows"]] == [("created", None), ("bad", held)]
    assert choice["rows"] == [{"status": "bad", "item_id": HEAT, "reason": held}]
    assert second["counts"] == {"already_there": 1, "created": 1}
    assert len((await heir.exported())["reviews"]) == 2
