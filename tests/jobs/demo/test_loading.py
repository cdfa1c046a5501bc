"""The demo beside a catalogue that is not empty."""

import subprocess
import sys

from api.db import Database
from api.jobs.catalogue_writing import BATCH_SIZE
from api.jobs.demo.loading import demo_records, has_former_raters, load_demo
from api.settings import ROOT
from tests.jobs.test_embed import OtherModel
from tests.support.processes import environment
from tests.support.readers import a_caller, rows, write

N_FILMS = 2000
SIMULATED = """
    select u.external_id, r.item_id, r.rating, r.source
    from cinelibre.users as u
    join cinelibre.ratings as r on r.user_id = u.id
    where u.email is null
    order by u.external_id, r.item_id
"""


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


def test_every_item_has_five_to_ten_keywords_as_people_type_them() -> None:
    odd = [
        record["title"]
        for record in demo_records()
        if not 5 <= len(set(record["keywords"])) == len(record["keywords"]) <= 10
        or any(keyword != keyword.lower().strip() or len(keyword) > 40 for keyword in record["keywords"])
    ]

    assert odd == []
    assert {word: {r["title"] for r in demo_records() if word in r["keywords"]} for word in ("anime", "time loop")} == {
        "anime": {"Spirited Away", "My Neighbor Totoro", "Princess Mononoke"},
        "time loop": {"Groundhog Day", "Run Lola Run"},
    }


async def test_the_demo_comes_to_a_catalogue_that_has_films_and_some_of_its_own(
    db: Database, database_url: str
) -> None:
    synced = [{"item_type": "movie", "title": f"Film {n}", "year": 1950, "tmdb_id": n} for n in range(1, N_FILMS + 1)]
    first, second = demo_records()[:2]
    synced += [first, {**second, "original_title": "As it is called at home"}]
    for start in range(0, len(synced), BATCH_SIZE):
        await db.one("upsert_items", records=synced[start : start + BATCH_SIZE], embedding_model="other", dimension=384)

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
    assert (n_rated, n_raters, is_foreign) == (n_records, 400, False)


async def test_a_former_releases_raters_make_way_and_real_people_stay(db: Database, database_url: str) -> None:
    await load_demo(db, OtherModel())
    expected = rows(database_url, SIMULATED)
    write(database_url, "delete from cinelibre.users where external_id > 'simulated:2:200'")
    reader = await a_caller(db, "ada")
    await reader.one("rate_item", item_id=1, rating=4.5)
    await db.one("write_simulated_ratings", records=[[rater, 1, 2.0, 1_700_000_000] for rater in range(1, 121)])

    found = [await has_former_raters(db)]
    await load_demo(db, OtherModel())
    found.append(await has_former_raters(db))

    assert found == [True, False]
    assert rows(database_url, SIMULATED) == expected
    query = "select user_id, item_id, rating from cinelibre.ratings where source = 'rating'"
    assert rows(database_url, query) == [(reader.user_id, 1, 4.5)]
