"""How many connections a process has to its database, over both wires."""

from typing import Any, cast

from api.db.measured import MeasuredDatabase
from api.db.postgres import open_postgres
from api.db.supabase import SupabaseDatabase


async def test_psycopgs_connections_are_used_or_idle(database_url: str) -> None:
    async with open_postgres(database_url, 2) as db:
        before = db.count_connections()
        async with db.connection():
            during = MeasuredDatabase(db, lambda function, seconds, status: None).count_connections()
        after = db.count_connections()

    assert before == {"used": 0, "idle": 0, "waiting": 0}
    assert during == {"used": 1, "idle": 0, "waiting": 0}
    assert after == {"used": 0, "idle": 1, "waiting": 0}


def test_of_calls_over_postgrest_no_more_than_there_are_connections_are_under_way() -> None:
    db = SupabaseDatabase(cast(Any, None), cast(Any, None), 2)
    counted = []
    for n_waiting in (0, 2, 5):
        db._n_waiting = n_waiting
        counted.append(db.count_connections())

    assert counted == [{"used": 0, "waiting": 0}, {"used": 2, "waiting": 0}, {"used": 2, "waiting": 3}]
