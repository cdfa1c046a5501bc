-- describe_neighbors: return computed neighbors as JSON, so that the call that saves the list can reuse them.
-- Called by describe_material and describe_rows.
create or replace function cinelibre.describe_neighbors(for_reader cinelibre.reader)
returns json
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_build_object(
        'ids', coalesce((for_reader).neighbor_ids, '{}'),
        'weights', coalesce((for_reader).neighbor_weights, '{}')
    );
$$;
