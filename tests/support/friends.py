"""A friend and matches for a reader, who need rate nothing themselves."""

from tests.support.readers import write

LIKED = (21, 22, 23, 24, 25, 26, 27, 28)  # films of the demo

FRIEND_OF = """
    update cinelibre.users set discoverable = true, shares_ratings = true where id = %(reader)s;
    insert into cinelibre.users (external_id, name, discoverable, shares_ratings)
    select 'person ' || n, 'Person ' || n, true, true from generate_series(1, 5) as n;
    update cinelibre.users set person_id = %(person)s where external_id = 'person 1';
    insert into cinelibre.ratings (user_id, item_id, rating)
    select u.id, liked.item_id, 5
    from cinelibre.users as u
    cross join unnest(%(liked)s::integer[]) as liked (item_id)
    where u.id = %(reader)s or u.external_id like 'person %%'
    on conflict do nothing;
    insert into cinelibre.relations (user_id, other_id, said)
    select said.user_id, said.other_id, 'accepted'
    from cinelibre.users as u
    cross join lateral (values (u.id, %(reader)s), (%(reader)s, u.id)) as said (user_id, other_id)
    where u.external_id = 'person 1'
"""


def befriend(url: str, reader_id: int, person_id: str) -> None:
    """Give a reader on the demo a friend, of that person_id, and four matches, who all like the same eight films."""
    liked = f"array[{', '.join(map(str, LIKED))}]"
    statement = FRIEND_OF.replace("%(reader)s", str(reader_id)).replace("%(person)s", f"'{person_id}'")
    write(url, statement.replace("%(liked)s", liked).replace("%%", "%"))
