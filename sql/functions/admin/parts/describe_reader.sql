-- describe_reader: return what an admin is told of a reader: how long they are here and what their lists can go by.
-- Called by examine_reader. Nothing that the reader wrote, and no e-mail.
create or replace function cinelibre.describe_reader(reader cinelibre.users, near cinelibre.user_neighbors)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'id', reader.id,
        'name', reader.name,
        'since', reader.created_at,
        'timezone', reader.timezone,
        'n_ratings', reader.rating_count,
        'n_neighbors', coalesce(cardinality(near.neighbor_ids), 0),
        'neighbors_at', near.computed_at,
        'are_neighbors_current', near.taste_version is not distinct from reader.taste_version,
        'n_influences', (select count(*) from cinelibre.influences as i where i.user_id = reader.id)
    );
$$;
