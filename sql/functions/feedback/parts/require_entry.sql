-- require_entry: return the place of an item on a list and what the list says of it, or raise PT404.
-- Called by record_feedback.
create or replace function cinelibre.require_entry(list cinelibre.recommendation_lists, item_id integer)
returns table (place smallint, body jsonb)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select entry.place::smallint, entry.body
    from jsonb_array_elements(list.items) with ordinality as entry (body, place)
    where (entry.body ->> 'item_id')::integer = require_entry.item_id
    order by entry.place
    limit 1;
    if not found then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = 'item_id: This item is not on this list.';
    end if;
end;
$$;
