"""What the database holds and what is missing beside it."""

from tests.support.readers import rows, write

DESCRIBED = "select cinelibre.describe_contents()"
NOTHING = {
    "n_items": 0, "n_without_vector": 0, "n_ratings": 0, "n_raters": 0, "n_without_neighbors": 0, "model_ages": {},
    "unanalyzed": [],
}  # fmt: skip


def test_an_empty_database_lacks_nothing(database_url: str) -> None:
    assert rows(database_url, DESCRIBED) == [(NOTHING,)]


def test_items_ratings_raters_and_models_are_counted_with_what_they_lack(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'book', 'Solaris');
        insert into cinelibre.models (id, kind, name, dimension, is_active, created_at) values
        (1, 'embedding', 'a', 384, true, now() - interval '9 days'),
        (2, 'ease', 'b', null, true, now() - interval '47 hours'),
        (3, 'cosine', 'c', null, true, now() - interval '49 hours'),
        (4, 'phi', 'd', null, false, now() - interval '9 days');
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
        values (1, 'movie', array_fill(1, '{384}')::extensions.halfvec, 'a', 1);
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 4) as n;
        insert into cinelibre.ratings (user_id, item_id, rating) values (1, 1, 5), (1, 2, 5), (2, 1, 3), (3, 1, 3);
        insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version) values
        (1, '{}', '{}', 0), (4, '{}', '{}', 0);
        """,
    )

    # three of four rated; two of them have no neighbors, and what the fourth has does not count
    assert rows(database_url, DESCRIBED) == [
        (
            {
                "n_items": 3,
                "n_without_vector": 2,
                "n_ratings": 4,
                "n_raters": 3,
                "n_without_neighbors": 2,
                "model_ages": {"ease": 1, "cosine": 2},  # in whole days
                "unanalyzed": [],
            },
        )
    ]


def test_a_large_table_that_was_never_analyzed_is_named(database_url: str) -> None:
    write(
        database_url,
        """
        create table cinelibre.large (filler text) with (autovacuum_enabled = false);
        create table cinelibre.small (filler text) with (autovacuum_enabled = false);
        create table public.large (filler text) with (autovacuum_enabled = false);
        alter table cinelibre.large alter column filler set storage plain;
        alter table public.large alter column filler set storage plain;
        -- rows of 1,032 bytes, seven a page of 8,192: 123 pages have 1,007,616 bytes
        insert into cinelibre.large select repeat('a', 1000) from generate_series(1, 861);
        insert into public.large select repeat('a', 1000) from generate_series(1, 861);
        insert into cinelibre.small select repeat('a', 1000) from generate_series(1, 770);
        """,
    )
    assert rows(database_url, "select pg_relation_size('cinelibre.large') / 8192") == [(123,)]

    assert rows(database_url, DESCRIBED) == [(NOTHING | {"unanalyzed": ["cinelibre.large"]},)]
    write(database_url, "analyze cinelibre.large")
    assert rows(database_url, DESCRIBED) == [(NOTHING,)]
