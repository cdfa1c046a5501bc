-- describe_stored: return what the answer of a stored list is made of: its first places, with their evidence.
-- Called by get_recommendations and get_carousels, until everything was told (tell_list, tell_rows). Null without a list.
create or replace function cinelibre.describe_stored(list cinelibre.recommendation_lists, batch_size integer, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if list.id is null then
        return null;
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'variant', list.variant,
        'sources', list.sources,
        'rows', list.rows -> 'rows',
        'items', cinelibre.describe_batch(list.user_id, list.items, 0, describe_stored.batch_size, describe_stored.threshold),
        'total', cardinality(list.item_ids)
    );
end;
$$;
