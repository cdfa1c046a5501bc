"""The chore that counts experiments, and stops one that harms."""

from typing import Any

from api.chores.chores import CHORES
from api.chores.experiments import MEASURE, stop_harmful
from api.chores.lease import running
from api.db import Database
from tests.conftest import settings_of
from tests.support.readers import rows, write, write_items

N_READERS = 150  # of each variant
PLAIN = {"changes": [], "share": 1, "most_worse": 0.05}


async def begin(db: Database, url: str, clicked: dict[str, float]) -> None:
    """An experiment whose readers, of each variant, were shown an item yesterday; so many of them clicked on it."""
    await write_items(db)
    variants = [{"name": name, "portion": 1, "settings": {}} for name in clicked]
    await db.one("begin_experiment", definition=PLAIN | {"name": "bolder", "variants": variants, "salt": "salt"})
    for name, share in clicked.items():
        write(
            url,
            """
            with readers as (
                insert into cinelibre.users (external_id)
                select %(name)s || n from generate_series(1, %(n)s) as n
                returning id
            ),
            entered as (
                insert into cinelibre.experiment_readers (experiment_id, user_id, variant)
                select e.id, r.id, %(name)s from readers as r, cinelibre.experiments as e
                returning user_id
            ),
            shown as (
                insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, shown_at, variant)
                select gen_random_uuid(), r.user_id, 1, 1, now() - interval '2 hours', 'bolder:' || %(name)s
                from entered as r
                returning user_id
            )
            insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
            select c.user_id, 1, 'click', now() - interval '1 hour'
            from (select s.user_id, row_number() over (order by s.user_id) as place from shown as s) as c
            where c.place <= %(n)s * %(share)s::float8
            """.replace("%(name)s", f"'{name}'")
            .replace("%(n)s", str(N_READERS))
            .replace("%(share)s", str(share)),
        )


async def measure(db: Database) -> dict[str, Any]:
    """What a run of the chore counted."""
    async with running(db, MEASURE) as run:
        async for _ in CHORES[MEASURE](db, run, settings_of()):
            pass
    return dict(run.counts)


STATE = "select e.stopped_by, e.stop_reason from cinelibre.experiments as e"


async def test_an_experiment_that_harms_is_stopped_and_says_so(db: Database, database_url: str) -> None:
    await begin(db, database_url, {"control": 0.6, "bold": 0.2})

    assert await measure(db) == {"n_readers": 300, "n_experiments": 1, "n_stopped": 1}

    reason = "click_through of bold is 20.00%, that of control 60.00%: 67% less, and surely more than 5% worse."
    assert rows(database_url, STATE) == [("guardrail", reason)]
    assert await measure(db) == {"n_readers": 300, "n_experiments": 1}  # its readers may still click
    assert await stop_harmful(db, "bolder") is False  # it is over already


async def test_an_experiment_that_does_no_harm_goes_on(db: Database, database_url: str) -> None:
    await begin(db, database_url, {"control": 0.4, "bold": 0.38})

    assert await measure(db) == {"n_readers": 300, "n_experiments": 1, "n_stopped": 0}

    assert rows(database_url, STATE) == [(None, None)]


async def test_without_experiments_there_is_nothing_to_count(db: Database) -> None:
    assert await measure(db) == {}
