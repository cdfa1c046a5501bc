"""Lists of a variant: who enters an experiment by them, and when they end."""

from typing import Any

from api.db import Database
from api.http.callers import Caller
from tests.sql.experiments.test_assignment import VARIANTS, begin
from tests.support.readers import DUNE, RAN, SOLARIS, a_caller, rows, write, write_items

READ: dict[str, Any] = {
    "is_daily": True, "per_source": 60, "content_limit": 20, "batch_size": 1, "first_count": 20,
    "weights": {"0": {"popular": 1}}, "uses_trained": False, "moved_from": 0.5, "is_brief": False,
}  # fmt: skip
ONLY_BOLD = [VARIANTS[1]]


async def saved(me: Caller, variant: str | None, today: str) -> str:
    """A list of today of Dune and Ran, of which the first is shown."""
    answer = await me.one(
        "save_recommendations",
        ranked=[{"item_id": item_id, "score": 1.0, "contributions": []} for item_id in (DUNE, RAN)],
        sources=["popular"],
        taste_version=0,
        day=today,
        item_type=None,
        is_daily=True,
        batch_size=1,
        rating_count=0,
        neighbors=None,
        newest_event=0,
        is_kept=True,
        variant=variant,
    )
    assert answer["variant"] == variant
    return str(answer["recommendation_id"])


async def a_reader(db: Database, url: str) -> tuple[Caller, str]:
    """Ada, and the day of now."""
    await write_items(db)
    [(today,)] = rows(url, "select (now() at time zone 'UTC')::date::text")
    return await a_caller(db), str(today)


async def test_a_shown_list_enters_its_reader_once(db: Database, database_url: str) -> None:
    ada, today = await a_reader(db, database_url)
    begin(database_url, "first")
    begin(database_url, "second")

    await saved(ada, "first:bold+second:control", today)
    await saved(ada, "first:control", today)
    await saved(ada, "gone:bold", today)

    entered = """
        select e.name, r.user_id, r.variant
        from cinelibre.experiment_readers as r
        join cinelibre.experiments as e on e.id = r.experiment_id
        order by 1
    """
    assert rows(database_url, entered) == [("first", ada.user_id, "bold"), ("second", ada.user_id, "control")]
    assert rows(database_url, "select cinelibre.enter_experiments(%s, 'first:bold')", ada.user_id) == [(0,)]


async def test_impressions_keep_the_variant_of_their_list(db: Database, database_url: str) -> None:
    ada, today = await a_reader(db, database_url)
    begin(database_url, "first")
    list_id = await saved(ada, "first:bold", today)

    served = await ada.one("serve_batch", recommendation_id=list_id, batch=2, batch_size=1, is_kept=True)

    assert served["variant"] == "first:bold"
    shown = "select i.item_id, i.variant from cinelibre.impressions as i order by 1"
    assert rows(database_url, shown) == [(DUNE, "first:bold"), (RAN, "first:bold")]


async def test_feedback_keeps_the_variant_of_its_list(db: Database, database_url: str) -> None:
    ada, today = await a_reader(db, database_url)
    said: dict[str, Any] = dict.fromkeys(("signal", "comment", "reason_source", "reason_key"))
    begin(database_url, "first")

    for variant in ("first:bold", None):
        list_id = await saved(ada, variant, today)
        await ada.one("record_feedback", recommendation_id=list_id, item_id=DUNE, kind="helpful", **said)

    kept = "select f.variant from cinelibre.feedback as f order by f.id"
    assert rows(database_url, kept) == [("first:bold",), ("default",)]
    logged = """
        select l.item_id, l.variant
        from cinelibre.list_logged_entries(array(select id from cinelibre.recommendation_lists)) as l
        order by 1, 2
    """
    assert rows(database_url, logged) == [
        (DUNE, "default"),
        (DUNE, "first:bold"),
        (RAN, "default"),
        (RAN, "first:bold"),
    ]


async def test_a_stored_list_of_another_variant_is_not_served(db: Database, database_url: str) -> None:
    ada, today = await a_reader(db, database_url)

    async def answered() -> tuple[str | None, str | None]:
        """The variant of now, and the stored list's if one is served."""
        found = await ada.one("get_recommendations", **READ)
        return found["variant"]["label"], (found["stored"] or {"variant": "none"})["variant"]

    await saved(ada, None, today)
    assert await answered() == (None, None)
    begin(database_url, "first", ONLY_BOLD)
    assert await answered() == ("first:bold", "none")
    await saved(ada, "first:bold", today)
    assert await answered() == ("first:bold", "first:bold")
    write(database_url, "update cinelibre.experiments set ends = now() where name = 'first'")
    assert await answered() == (None, "none")


async def test_another_variant_does_not_hold_on_to_the_former_list(db: Database, database_url: str) -> None:
    ada, today = await a_reader(db, database_url)
    await saved(ada, None, today)
    former = "select f.item_ids from cinelibre.find_former_list(%s, null, %s, 20, %s) as f"

    assert rows(database_url, former, ada.user_id, today, None) == [([DUNE, RAN],)]
    assert rows(database_url, former, ada.user_id, today, "first:bold") == []
    begin(database_url, "first", ONLY_BOLD)
    found = await ada.one("get_recommendations", **READ)
    assert found["made_of"]["former"] == []


async def test_a_variant_decides_which_sources_are_asked(db: Database, database_url: str) -> None:
    ada, _ = await a_reader(db, database_url)
    await ada.one("rate_item", item_id=SOLARIS, rating=5)
    begin(database_url, "first", [{"name": "one", "portion": 1, "settings": {"weights": {"cosine": 0.7}}}])

    found = await ada.one("get_recommendations", **READ)

    assert found["variant"] == {"label": "first:one", "settings": {"weights": {"cosine": 0.7}}}
    assert found["made_of"]["weights"] == {"popular": 1, "cosine": 0.7}
