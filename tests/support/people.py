"""People whose opinions make them matches: a catalogue of films, a crowd that knows them, and readers."""

from collections.abc import Mapping
from uuid import UUID

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import a_caller, rows, write, write_items

N_FILMS = 20
FILMS = range(1, N_FILMS + 1)
NOBODYS = "00000000-0000-4000-8000-000000000000"  # a person_id that nobody has


async def write_films(db: Database, database_url: str, n_crowd: int = 4) -> None:
    """Twenty films, all rated by a crowd of imported raters whom nobody can be matched with."""
    await write_items(db, tuple(("movie", f"Film {number}") for number in FILMS))
    write(
        database_url,
        "with crowd as (insert into cinelibre.users (external_id) select 'movielens:' || n"
        " from generate_series(1, %s) as n returning id)"
        " insert into cinelibre.ratings (user_id, item_id, rating) select c.id, i.id, 3 from crowd as c"
        " cross join cinelibre.items as i",
        n_crowd,
    )


async def a_person(
    db: Database, name: str, stars: Mapping[int, float] | None = None, *, is_found: bool = True
) -> Caller:
    """A reader with these stars by film, who lets themselves be found."""
    me = await a_caller(db, name)
    if is_found:
        await me.one("change_account", discoverable=True)
    for item_id, rating in (stars or {}).items():
        await me.one("rate_item", item_id=item_id, rating=rating)
    return me


def person_id_of(database_url: str, me: Caller) -> str:
    """What others know a reader by."""
    [(found,)] = rows(database_url, "select person_id from cinelibre.users where id = %s", me.user_id)
    assert isinstance(found, UUID)
    return str(found)
