"""What recommending asks the database for, and what it makes of the answer; the database only answers."""

import json
from typing import Any

import pytest

from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.http.callers import Caller, Visitor
from api.ranking.blend import CLASSIC, TUNED
from api.ranking.ranked import rank_list
from api.recommendations.service import Asked, for_session, personalized
from api.security.tokens import Claims
from api.settings import Settings
from tests.conftest import settings_of

Json = dict[str, Any]
ALL = Asked(item_type=None, filters={}, exclude_watchlist=False, limit=20, diversity=None)


class Answering(Database):
    """A database with an answer a function; it remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: Json = {}

    async def text(self, function: str, /, **args: Any) -> bytes:
        """The answer of this function."""
        self.asked[function] = args
        return json.dumps(self.answers[function]).encode()


class Asking(NeighborRefresher):
    """Remembers for whom neighbors are looked for."""

    def __init__(self, db: Answering) -> None:
        super().__init__(db, debounce_seconds=3600)
        self.wanted: set[int] = set()

    def ask(self, user_id: int) -> None:
        """Not now."""
        self.wanted.add(user_id)


def candidate(item_id: int, popular: float) -> Json:
    """A film that is so popular."""
    return {
        "item_id": item_id, "item_type": "movie", "year": None, "language": None, "genres": [], "people": [],
        "work_id": None, "neighbors": None, "ease": None, "cosine": None, "content": None, "popular": popular,
    }  # fmt: skip


def material(n_candidates: int = 1, **given: Any) -> Json:
    """What a list can be made of: films from the most popular to the least, ids from one."""
    return {
        "candidates": [candidate(n, 100 - n) for n in range(1, n_candidates + 1)],
        "likings": [], "weights": {"popular": 1}, "has_neighbors": False, "neighbors": None, "former": [],
        "former_rating_count": 0, "former_moved": 0, "emptied_by": [], **given,
    }  # fmt: skip


def answering(made_of: Json, **given: Any) -> Answering:
    """A database in which no list is stored."""
    found = {
        "stored": None,
        "n_ratings": 4,
        "day": "2026-11-29",
        "taste_version": 3,
        "newest_event": 7,
        "needs_neighbors": False,
        "variant": {"label": None, "settings": None},
        **given,
    }
    saved: Json = {"recommendation_id": "x", "variant": None, "items": [], "total": 1}
    return Answering(get_recommendations={**found, "made_of": made_of}, save_recommendations=saved)


async def ask(db: Answering, asked: Asked = ALL, **settings: Any) -> tuple[Json, set[int]]:
    """The answer to somebody, and for whom neighbors are looked for."""
    refresher = Asking(db)
    caller = Caller(db, Claims(user_id=7, version=1))
    made = json.loads(await personalized(caller, settings_of(**settings), refresher, asked))
    return made, refresher.wanted


@pytest.mark.parametrize(("cache_size", "per_source"), [(40, 60), (60, 60), (61, 61), (110, 110)])
async def test_of_a_source_as_many_are_asked_for_as_a_list_has_and_sixty_at_least(
    cache_size: int, per_source: int
) -> None:
    db = answering(material())

    await ask(db, cache_size=cache_size)

    assert db.asked["get_recommendations"]["per_source"] == per_source


@pytest.mark.parametrize(
    ("asked", "content_limit"),
    [
        (ALL, 20),
        (Asked("movie", {}, exclude_watchlist=False, limit=20, diversity=None), 20),
        (Asked(None, {"genres": ["war"]}, exclude_watchlist=False, limit=20, diversity=None), 60),
        (Asked(None, {}, exclude_watchlist=True, limit=20, diversity=None), 60),
        (Asked(None, {}, exclude_watchlist=False, limit=20, diversity=0.2), 60),
    ],
)
async def test_where_something_narrows_a_list_more_is_asked_of_content_and_nothing_is_stored(
    asked: Asked, content_limit: int
) -> None:
    db = answering(material())
    visitors = Answering(get_session_candidates={**material(), "emptied_by": []}, get_session_items=[])

    await ask(db, asked)
    await for_session(Visitor(visitors, None), settings_of(), [(1, 5.0)], asked)

    is_daily = content_limit == 20
    assert db.asked["get_recommendations"]["content_limit"] == content_limit
    assert db.asked["get_recommendations"]["is_daily"] == db.asked["save_recommendations"]["is_daily"] == is_daily
    assert visitors.asked["get_session_candidates"]["content_limit"] == content_limit
    assert visitors.asked["get_session_candidates"]["per_source"] == 60


@pytest.mark.parametrize(
    ("needs", "n_ratings", "has", "asks", "told"),
    [
        (True, 4, False, {7}, True),
        (True, 4, True, {7}, False),  # those that were found at once are kept for the next time
        (True, 0, False, set(), False),
        (False, 4, False, set(), False),
    ],
)
async def test_neighbors_are_looked_for_behind_the_answer_and_it_says_whether_they_are_missing(
    needs: bool, n_ratings: int, has: bool, asks: set[int], told: bool
) -> None:
    made, wanted = await ask(answering(material(has_neighbors=has), needs_neighbors=needs, n_ratings=n_ratings))

    assert (wanted, made["needs_neighbors"]) == (asks, told)


async def test_a_stored_list_is_answered_as_it_is_in_a_batch_of_what_is_asked_for() -> None:
    item = {"id": 1, "item_type": "movie", "score": 0.5, "place": 1, "prediction": None, "contributions": []}
    stored = {"recommendation_id": "x", "variant": None, "sources": ["ease", "taste"], "items": [item] * 5, "total": 40}
    db = answering(material(), stored=stored)
    db.answers["keep_told"] = None

    made, wanted = await ask(db, Asked(None, {}, exclude_watchlist=False, limit=5, diversity=None))

    assert (len(made["items"]), made["total"], made["exhausted"]) == (5, 40, False)
    assert (made["sources"], made["method"], made["is_stored"]) == (["ease", "taste"], "ease+taste", True)
    assert (list(db.asked), wanted, db.asked["get_recommendations"]["batch_size"]) == (
        ["get_recommendations", "keep_told"],
        set(),
        5,
    )


async def test_what_was_found_is_saved_with_its_sources_its_length_of_history_and_its_neighbors() -> None:
    neighbors = {"ids": [3], "weights": [0.5]}
    db = answering(material(3, neighbors=neighbors))

    await ask(db, cache_size=2)

    saved = db.asked["save_recommendations"]
    assert [one["item_id"] for one in saved["ranked"]] == [1, 2]
    assert (saved["sources"], saved["rating_count"], saved["neighbors"]) == (["popular"], 4, neighbors)
    assert (saved["taste_version"], saved["day"]) == (3, "2026-11-29")


@pytest.mark.parametrize(
    ("first_count", "n_former_ratings", "n_new"),
    [(20, 4, 6), (20, 3, 6), (20, 2, 12), (20, 5, 6), (20, 6, 12), (20, 0, 20), (6, 4, 2), (12, 4, 4)],
)
def test_a_third_of_the_first_may_be_new_for_each_rating_since(
    first_count: int, n_former_ratings: int, n_new: int
) -> None:
    # Forty films that stood first before follow forty that did not: the first would all be new.
    made_of = material(80, former=list(range(41, 81)), former_rating_count=n_former_ratings)
    settings: Settings = settings_of(recommendations_per_request=first_count, cache_size=40, diversity=0)

    ranked, _ = rank_list(made_of, 4, settings, None)
    first = [one.candidate.item_id for one in ranked][:first_count]

    assert sum(item_id <= 40 for item_id in first) == n_new


def test_without_a_former_list_nothing_is_kept_back() -> None:
    settings: Settings = settings_of(recommendations_per_request=20, cache_size=40, diversity=0)

    ranked, _ = rank_list(material(50), 4, settings, None)

    assert [one.candidate.item_id for one in ranked] == list(range(1, 41))


@pytest.mark.parametrize(
    ("blend", "preset", "uses_trained"),
    [("trained", TUNED, True), ("tuned", TUNED, False), ("classic", CLASSIC, False)],
)
async def test_trained_weights_count_only_where_the_settings_leave_it_to_training(
    blend: str, preset: Any, uses_trained: bool
) -> None:
    db = answering(material())

    await ask(db, blend=blend)

    asked = db.asked["get_recommendations"]
    assert asked["weights"] == {str(start): weights for start, weights in preset.items()}
    assert asked["uses_trained"] is uses_trained
