"""Feedback on items of a list: what it counts as, how it is taken back, and that it outlives the list."""

from typing import Any

import pytest

from api.feedback.schemas import LONGEST_COMMENT
from api.http.callers import Caller
from api.security.tokens import Claims
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, Service, rows, save_list, write

NOBODYS_LIST = "0b6e0f3c-6f0e-4d0f-9a3e-5a4d3c2b1a09"
MARKS = {"not_for_me": "hidden_at", "already_seen": "seen_at"}
SIGNALS = {"helpful": "helpful", "not_for_me": "hide", "already_seen": "seen", "wrong_reason": None}


@pytest.fixture
async def made(service: Service) -> str:
    """A list of Ada's: Ran, Dune, Emma and Solaris."""
    return await save_list(Caller(service.db, Claims(service.ada_id, 1)), RAN, DUNE, EMMA, SOLARIS)


async def say(service: Service, made: str, kind: str, item_id: int = DUNE, **more: Any) -> dict[str, Any]:
    """What feedback of Ada's answers."""
    sent = {"recommendation_id": made, "item_id": item_id, "kind": kind, **more}
    answer = await service.ada.post("/feedback", json=sent)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def mine(service: Service, item_id: int = DUNE) -> dict[str, Any]:
    """What Ada did with an item."""
    told: dict[str, Any] = (await service.ada.get(f"/items/{item_id}")).json()["mine"]
    return told


def events(service: Service) -> list[Any]:
    """The types of all events, and whose they are."""
    query = "select e.user_id, e.item_id, e.interaction_type from cinelibre.interactions as e order by e.id"
    return rows(service.url, query)


@pytest.mark.parametrize("kind", SIGNALS)
async def test_feedback_is_kept_with_its_position_and_counts_as_its_event_at_once(
    service: Service, made: str, kind: str
) -> None:
    told = await say(service, made, kind, comment=" Too loud. ")

    given_at = told.pop("given_at")
    assert told == {
        "id": told["id"],
        "recommendation_id": made,
        "item_id": DUNE,
        "item_type": "movie",
        "kind": kind,
        "comment": "Too loud.",
        "reason_source": None,
        "reason_key": None,
        "place": 2,
        "score": 1.0,
        "variant": "default",
    }
    signal = SIGNALS[kind]
    assert events(service) == ([(service.ada_id, DUNE, signal)] if signal else [])
    [entry] = (await service.ada.get("/feedback")).json()["feedback"]
    assert (entry.pop("item")["title"], entry) == ("Dune", {**told, "given_at": given_at})


@pytest.mark.parametrize("kind", MARKS)
async def test_a_mark_is_set_on_this_item_of_this_reader_alone_and_the_list_shows_it_no_more(
    service: Service, made: str, kind: str
) -> None:
    await say(service, made, kind)

    assert (await mine(service))[MARKS[kind]] is not None
    assert (await mine(service, RAN))[MARKS[kind]] is None
    assert (await service.bob.get(f"/items/{DUNE}")).json()["mine"][MARKS[kind]] is None
    again = (await service.ada.get("/recommendations/next", params={"recommendation_id": made, "batch": 1})).json()
    assert [item["id"] for item in again["items"]] == [RAN, EMMA, SOLARIS]


@pytest.mark.parametrize("kind", SIGNALS)
async def test_taken_back_it_leaves_nothing_and_others_keep_theirs(service: Service, made: str, kind: str) -> None:
    kept = await say(service, made, kind, EMMA)
    before = (await mine(service), await mine(service, EMMA))
    told = await say(service, made, kind)

    answer = await service.ada.delete(f"/feedback/{told['id']}")

    assert (answer.status_code, answer.json()) == (200, told)
    assert (await mine(service), await mine(service, EMMA)) == before
    assert [one["id"] for one in (await service.ada.get("/feedback")).json()["feedback"]] == [kept["id"]]
    query = "select item_id from cinelibre.interactions where interaction_type = 'helpful'"
    assert rows(service.url, query) == ([(EMMA,)] if kind == "helpful" else [])
    again = await service.ada.delete(f"/feedback/{told['id']}")
    assert (again.status_code, again.json()["error"]) == (404, "feedback_not_found")


async def test_a_mark_that_was_there_before_stays_when_feedback_is_taken_back(service: Service, made: str) -> None:
    await service.ada.put(f"/hidden/movie/{DUNE}")
    told = await say(service, made, "not_for_me")

    await service.ada.delete(f"/feedback/{told['id']}")

    assert (await mine(service))["hidden_at"] is not None
    assert events(service) == [(service.ada_id, DUNE, "hide")]


async def test_a_mark_that_was_set_anew_since_stays_when_feedback_is_taken_back(service: Service, made: str) -> None:
    told = await say(service, made, "not_for_me")
    await service.ada.delete(f"/hidden/movie/{DUNE}")
    await service.ada.put(f"/hidden/movie/{DUNE}")

    await service.ada.delete(f"/feedback/{told['id']}")

    assert (await mine(service))["hidden_at"] is not None


async def test_a_mark_stays_until_the_last_feedback_that_sets_it_is_taken_back(service: Service, made: str) -> None:
    another = await save_list(Caller(service.db, Claims(service.ada_id, 1)), DUNE)
    told = [await say(service, one, "already_seen") for one in (made, another)]

    hidden = []
    for one in told:
        await service.ada.delete(f"/feedback/{one['id']}")
        hidden.append((await mine(service))["seen_at"] is not None)

    assert hidden == [True, False]


@pytest.mark.parametrize("kind", SIGNALS)
async def test_the_same_kind_again_replaces_the_comment_and_counts_once(service: Service, made: str, kind: str) -> None:
    first = await say(service, made, kind, comment="Loud")

    again = await say(service, made, kind)

    assert again == {**first, "comment": None}
    assert len(events(service)) == (SIGNALS[kind] is not None)
    assert (await service.ada.get("/feedback")).json()["total"] == 1


async def test_helpful_counts_once_a_list(service: Service, made: str) -> None:
    another = await save_list(Caller(service.db, Claims(service.ada_id, 1)), DUNE)

    first = await say(service, made, "helpful")
    await say(service, another, "helpful")
    await service.ada.delete(f"/feedback/{first['id']}")

    query = "select context ->> 'recommendation_id' from cinelibre.interactions"
    assert rows(service.url, query) == [(another,)]


async def test_helpful_is_a_mild_yes_without_a_mark(service: Service) -> None:
    types = (await service.nobody.get("/interactions/types")).json()["types"]
    [helpful] = [one for one in types if one["name"] == "helpful"]
    [like] = [one for one in types if one["name"] == "like"]

    assert 0 < helpful["preference"] < like["preference"]
    assert (helpful["mark"], helpful["hides"], helpful["implied_rating"], helpful["in_history"]) == (
        None, False, None, False,
    )  # fmt: skip


async def test_what_is_no_list_of_ones_own_or_not_on_it_is_refused_and_nothing_is_kept(
    service: Service, made: str
) -> None:
    said = {"recommendation_id": made, "item_id": DUNE, "kind": "not_for_me"}
    refused = [
        await service.bob.post("/feedback", json=said),
        await service.ada.post("/feedback", json={**said, "recommendation_id": NOBODYS_LIST}),
        await service.ada.post("/feedback", json={**said, "item_id": DRACULA}),
        await service.ada.post("/feedback", json={**said, "item_id": DRACULA, "kind": "wrong_reason"}),
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in refused] == [
        (404, "list_not_found"),
        (404, "list_not_found"),
        (404, "item_not_found"),
        (404, "item_not_found"),
    ]
    assert events(service) == []
    assert rows(service.url, "select count(*) from cinelibre.feedback") == [(0,)]


async def test_an_old_list_takes_no_more_and_what_was_said_of_it_outlives_it(service: Service, made: str) -> None:
    await say(service, made, "helpful")
    before = (await service.ada.get("/feedback")).json()["feedback"]
    age = "update cinelibre.recommendation_lists set created_at = now() - interval '7 days 1 second' where id = %s"
    write(service.url, age, made)

    late = await service.ada.post("/feedback", json={"recommendation_id": made, "item_id": RAN, "kind": "helpful"})
    write(service.url, "delete from cinelibre.recommendation_lists where id = %s", made)

    assert (late.status_code, late.json()["error"]) == (410, "list_expired")
    assert (await service.ada.get("/feedback")).json()["feedback"] == before
    query = "select place, score, variant, contributions from cinelibre.feedback"
    assert rows(service.url, query) == [(2, 1.0, "default", [])]


async def test_nobody_reads_or_takes_back_what_another_said(service: Service, made: str) -> None:
    told = await say(service, made, "not_for_me")

    theirs = await service.bob.get("/feedback")
    answer = await service.bob.delete(f"/feedback/{told['id']}")

    assert theirs.json() == {"feedback": [], "total": 0, "skip": 0, "limit": 20, "as_of": None}
    assert (answer.status_code, answer.json()["error"]) == (404, "feedback_not_found")
    assert (await service.ada.get("/feedback")).json()["total"] == 1
    assert (await mine(service))["hidden_at"] is not None


async def test_pages_are_newest_first_and_fit_together(service: Service, made: str) -> None:
    for item_id in (RAN, DUNE, EMMA, SOLARIS):
        await say(service, made, "helpful", item_id)

    first = (await service.ada.get("/feedback", params={"limit": 2})).json()
    await say(service, made, "already_seen", RAN)
    second = (await service.ada.get("/feedback", params={"skip": 2, "limit": 2, "as_of": first["as_of"]})).json()

    assert [one["item_id"] for one in first["feedback"]] == [SOLARIS, EMMA]
    assert [one["item_id"] for one in second["feedback"]] == [DUNE, RAN]
    assert (first["total"], second["total"]) == (4, 4)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "boring"}, "kind"),
        ({"comment": "a" * (LONGEST_COMMENT + 1)}, "comment"),
        ({"comment": "a\u202eb"}, "comment"),
        ({"reason_key": "you_like"}, "reason_key"),
        ({"reason_key": "You like", "kind": "wrong_reason"}, "reason_key"),
        ({"recommendation_id": "the first"}, "recommendation_id"),
        ({"item_id": 0}, "item_id"),
    ],
)
async def test_what_cannot_be_is_told_by_its_field(
    service: Service, made: str, given: dict[str, Any], field: str
) -> None:
    sent = {"recommendation_id": made, "item_id": DUNE, "kind": "helpful", **given}

    answer = await service.ada.post("/feedback", json=sent)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == [field]
    assert rows(service.url, "select count(*) from cinelibre.feedback") == [(0,)]


async def test_a_comment_may_have_a_thousand_characters(service: Service, made: str) -> None:
    assert LONGEST_COMMENT == 1000
    told = await say(service, made, "helpful", comment="ß" * LONGEST_COMMENT)

    assert told["comment"] == "ß" * 1000
