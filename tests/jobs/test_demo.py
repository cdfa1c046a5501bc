"""The demo beside a catalogue that is not empty."""

import subprocess
import sys

from api.db import Database
from api.jobs.demo import demo_records, load_demo
from api.settings import ROOT
from tests.jobs.test_embed import OtherModel
from tests.support.processes import environment
from tests.support.readers import rows

N_FILMS = 2000


def test_the_command_leaves_a_row(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.jobs", "demo"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("demo: 240 new, 0 changed, 0 unchanged ("), done.stderr
    query = "select job_name, outcome, counts ->> 'n_new' from cinelibre.job_runs"
    assert rows(database_url, query) == [("demo", "done", "240")]


async def test_the_demo_comes_to_a_catalogue_that_has_films_and_some_of_its_own(
    db: Database, database_url: str
) -> None:
    synced = [{"item_type": "movie", "title": f"Film {n}", "year": 1950, "tmdb_id": n} for n in range(1, N_FILMS + 1)]
    first, second = demo_records()[:2]
    synced += [first, {**second, "original_title": "As it is called at home"}]
    await db.one("upsert_items", records=synced, embedding_model="other", dimension=384)

    written = await load_demo(db, OtherModel())
    again = await load_demo(db, OtherModel())

    n_records = len(demo_records())
    assert (written.n_new, again.n_new) == (n_records - 2, 0)
    query = """
        select count(distinct r.item_id), count(distinct r.user_id), min(i.title) like 'Film %%'
        from cinelibre.ratings as r
        join cinelibre.items as i on i.id = r.item_id
    """
    [(n_rated, n_raters, is_foreign)] = rows(database_url, query)
    assert (n_raters, is_foreign) == (400, False)
    assert n_rated > n_records * 0.9
