-- keep_passing: return those of some items that meet the conditions, which refer to an item as i.
-- Called by temper_best and find_beyond_models.
create or replace function cinelibre.keep_passing(item_ids integer[], item_types text[], conditions text)
returns table (item_id integer)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select i.id from cinelibre.items as i where i.id = any ($1) and i.item_type = any ($2) and %s',
        keep_passing.conditions
    )
    using keep_passing.item_ids, keep_passing.item_types;
end;
$$;
