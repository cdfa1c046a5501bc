-- has_items: say whether any item of a type passes some filters and is not among the known ones.
-- Called by find_emptying.
create or replace function cinelibre.has_items(item_type text, filters jsonb, known_ids integer[] default '{}')
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _found boolean;
begin
    execute format(
        'select exists (select from cinelibre.items as i where i.item_type = coalesce($1, i.item_type)'
        ' and i.id <> all ($2) and %s)',
        cinelibre.build_conditions(has_items.filters)
    )
    into _found
    using has_items.item_type, has_items.known_ids;
    return _found;
end;
$$;
