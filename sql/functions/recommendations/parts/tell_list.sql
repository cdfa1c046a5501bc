-- tell_list: return a stored list as clients get it, if all that an answer says of its first places was written down.
-- Called by get_recommendations. The first member tells it from what a new list is made of.
create or replace function cinelibre.tell_list(list cinelibre.recommendation_lists, batch_size integer, is_brief boolean, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _items json := cinelibre.tell_batch(tell_list.list, tell_list.batch_size, tell_list.is_brief, tell_list.threshold);
    _total integer := cardinality(list.item_ids);
begin
    if _items is null then
        return null;
    end if;
    if tell_list.is_brief then
        return json_build_object('recommendation_id', list.id, 'variant', list.variant, 'items', _items, 'total', _total);
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'variant', list.variant,
        'sources', list.sources,
        'method', array_to_string(list.sources, '+'),
        'items', _items,
        'total', _total,
        'is_stored', true,
        'exhausted', _total <= tell_list.batch_size,
        'needs_neighbors', false,
        'emptied_by', array[]::text[],
        'degraded', array[]::text[]
    );
end;
$$;
