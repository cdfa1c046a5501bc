"""What friends gave: whose stars count, how much they say of an item, and who is named for it, worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.people import a_person, person_id_of, write_films
from tests.support.readers import record, rows, write

MATERIAL: dict[str, Any] = {
    "is_daily": True, "per_source": 60, "content_limit": 20, "batch_size": 20, "first_count": 20, "moved_from": 0.5,
    "is_brief": False,
    "weights": {"0": {"popular": 1}}, "uses_trained": False,
}  # fmt: skip
SHARING = "select user_id, name from cinelibre.list_sharing_friends(%s{more})"
SCORES = """
    select cinelibre.score_by_friends(
        jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s, %s, %s
    )
"""
EXPLAINED = "select item_id, evidence from cinelibre.explain_by_friends(%s, %s) order by 1"


def entries(*item_ids: int, source: str = "friends") -> str:
    """Items of a stored list, each of one source."""
    return json.dumps([{"item_id": item_id, "contributions": [{"source": source}]} for item_id in item_ids])


async def circle(db: Database, url: str, **stars: dict[int, float]) -> dict[str, Caller]:
    """Ada, and friends of hers with these stars by film; all share their ratings."""
    await write_films(db, url, n_crowd=1)
    people = {name: await a_person(db, name, given) for name, given in {"ada": {}, **stars}.items()}
    for name, person in people.items():
        await person.one("change_account", shares_ratings=True)
        if name != "ada":
            pair = (people["ada"].user_id, person.user_id)
            write(url, "insert into cinelibre.relations values (%s, %s, 'accepted')", *pair)
            write(url, "insert into cinelibre.relations values (%s, %s, 'accepted')", *reversed(pair))
    return people


def scores(url: str, me: Caller, *, known: tuple[int, ...] = (), limit: int = 60, **filters: Any) -> Any:
    """What friends say of items that are not known."""
    reader = json.dumps({"user_id": me.user_id, "known_ids": known})
    [(found,)] = rows(url, SCORES, reader, filters.pop("item_type", None), json.dumps(filters), limit)
    return found and {int(item_id): points for item_id, points in found.items()}


async def test_friends_score_what_they_liked_by_their_mean_damped_by_their_count(
    db: Database, database_url: str
) -> None:
    people = await circle(db, database_url, bob={1: 4.5, 2: 5, 3: 4, 4: 4, 5: 3.5}, eve={2: 4, 3: 0.5, 4: 2})

    # The middle is 2.75, and nobody in particular gives it once more. 1: 1.75 / 2 / 2.25. 2: (2.25 + 1.25) / 3 / 2.25.
    # 3: 1.25 − 2.25 speaks against it. 4: (1.25 − 0.75) / 3 / 2.25. Nobody gave 5 four stars.
    near = pytest.approx
    assert scores(database_url, people["ada"]) == {1: near(0.388889), 2: near(0.518519), 4: near(2 / 27)}
    assert scores(database_url, people["ada"], limit=2) == {1: near(0.388889), 2: near(0.518519)}
    assert scores(database_url, people["ada"], known=(2,), limit=1) == {1: near(0.388889)}
    assert scores(database_url, people["ada"], item_type="book") is None
    assert scores(database_url, people["ada"], item_type="movie", year_from=2002) is None
    assert scores(database_url, people["bob"]) is None


async def test_only_stars_count_and_no_like_or_mark(db: Database, database_url: str) -> None:
    people = await circle(db, database_url, bob={})
    await record(people["bob"], {"interaction_type": "superlike", "item_id": 1})

    assert scores(database_url, people["ada"]) is None
    assert rows(database_url, EXPLAINED, people["ada"].user_id, entries(1)) == []


async def test_whoever_rated_least_comes_first_until_so_many_ratings_are_read(db: Database, database_url: str) -> None:
    people = await circle(db, database_url, bob={1: 5, 2: 5, 3: 5}, eve={1: 5, 2: 5}, cid={4: 4})
    ada = people["ada"].user_id

    def sharing(more: str = "") -> list[str]:
        return [name for _, name in rows(database_url, SHARING.format(more=more), ada)]

    assert sharing() == ["cid", "eve", "bob"]
    assert (sharing(", 6"), sharing(", 5"), sharing(", 0")) == (["cid", "eve", "bob"], ["cid", "eve"], [])
    await people["eve"].one("change_account", shares_ratings=False)
    assert sharing() == ["cid", "bob"]
    await people["ada"].one("change_account", shares_ratings=False)
    assert sharing() == []


async def test_friends_who_gave_four_stars_are_named_best_first_and_three_at_most(
    db: Database, database_url: str
) -> None:
    people = await circle(
        db, database_url, bob={1: 4}, eve={1: 5, 2: 3.5}, cid={1: 4.5}, dot={1: 4.5, 2: 4}, fay={3: 5}
    )

    def told(name: str, rating: float) -> dict[str, Any]:
        return {"name": name, "person_id": person_id_of(database_url, people[name]), "rating": rating}

    found = rows(database_url, EXPLAINED, people["ada"].user_id, entries(1, 2))
    assert found == [
        (1, {"friends": {"count": 4, "people": [told("eve", 5), told("cid", 4.5), told("dot", 4.5)]}}),
        (2, {"friends": {"count": 1, "people": [told("dot", 4)]}}),
    ]
    for others in (entries(1, 2, source="ease"), "[]", '[{"item_id": 1}]'):
        assert rows(database_url, EXPLAINED, people["ada"].user_id, others) == []


async def test_what_friends_liked_is_a_candidate_whatever_else_is_asked(db: Database, database_url: str) -> None:
    people = await circle(db, database_url, bob={20: 5})
    for name in ("eve", "fay"):
        await a_person(db, name, {1: 5, 2: 5, 3: 5})
    asked = {**MATERIAL, "per_source": 3, "weights": {"0": {"popular": 1}}}

    async def made_of(name: str) -> Any:
        return (await people[name].one("get_recommendations", **asked))["made_of"]

    adas = await made_of("ada")

    assert adas["friends"] == {"20": 0.5}
    assert 20 in [one["item_id"] for one in adas["candidates"]]
    write(database_url, "delete from cinelibre.relations where true")
    alone = await made_of("ada")
    assert alone["friends"] is None
    assert 20 not in [one["item_id"] for one in alone["candidates"]]
