-- describe_neighbors: neighbors that are not stored, as JSON, so that the call that keeps the list need not find them again.
-- Called by get_recommendations.
create or replace function cinelibre.describe_neighbors(for_reader cinelibre.reader)
returns json
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select json_build_object(
        'ids', coalesce((for_reader).neighbor_ids, '{}'),
        'weights', coalesce((for_reader).neighbor_weights, '{}'),
        'common', coalesce((for_reader).neighbor_common, '{}')
    );
$$;
