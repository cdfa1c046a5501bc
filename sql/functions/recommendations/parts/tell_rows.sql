-- tell_rows: return stored rows as clients get them, if all that an answer says of their items was written down.
-- Called by get_carousels. Items that the user has come to know since are left out, and so are empty rows. The first
-- member tells it from what new rows are made of.
create or replace function cinelibre.tell_rows(list cinelibre.recommendation_lists, threshold float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _is_told boolean;
    _rows text;
begin
    with placed as materialized (
        select p.item_id, p.body
        from cinelibre.tell_places(list.user_id, list.item_ids, list.told, 0, cardinality(list.item_ids), threshold) as p
    )
    select
        (select bool_and(p.body is not null) from placed as p),
        string_agg(left((entry.body - 'item_ids')::text, -1) || ', "items": [' || shown.items || ']}', ', ' order by entry.place)
    into _is_told, _rows
    from jsonb_array_elements(list.rows -> 'rows') with ordinality as entry (body, place)
    cross join lateral (
        select string_agg(p.body, ', ' order by asked.place) as items
        from jsonb_array_elements_text(entry.body -> 'item_ids') with ordinality as asked (id, place)
        join placed as p on p.item_id = asked.id::integer
    ) as shown
    where shown.items is not null;
    if _is_told is not true then
        return null;
    end if;
    return json_build_object(
        'recommendation_id', list.id,
        'variant', list.variant,
        'method', array_to_string(list.sources, '+'),
        'rows', ('[' || coalesce(_rows, '') || ']')::json,
        'is_stored', true,
        'degraded', array[]::text[]
    );
end;
$$;
