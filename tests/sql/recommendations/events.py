"""Two readers, five items, and events of so many days ago."""

ADA, BOB = 1, 2
ADD = """
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, rating)
    values (%s, %s, %s, now() - make_interval(secs => 86400 * %s::float8), %s)
"""
SEARCH = """
    insert into cinelibre.interactions (user_id, interaction_type, query, occurred_at)
    values (%s, 'search', %s, now() - make_interval(secs => 86400 * %s::float8))
"""
READERS = """
    insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma'), (4, 'book', 'Solaris'), (5, 'book', 'Dracula');
    insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
    update cinelibre.decay_clocks set half_life_days = 3 where name <> 'preference'
"""
