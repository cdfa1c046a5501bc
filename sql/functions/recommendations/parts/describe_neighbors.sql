-- describe_neighbors: return computed neighbors as JSON, so that the call that saves the list can reuse them.
-- Called by describe_material and describe_rows. Null if there are none, or if they are those that are stored.
create or replace function cinelibre.describe_neighbors(for_reader cinelibre.reader)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_build_object('ids', (for_reader).neighbor_ids, 'weights', coalesce((for_reader).neighbor_weights, '{}'))
    where (for_reader).neighbor_ids is not null
        and not exists (select from cinelibre.user_neighbors as n where n.user_id = (for_reader).user_id);
$$;
