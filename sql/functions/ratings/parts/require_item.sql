-- require_item: return the id of an item, or raise PT404 if no item of that type has it.
-- Called by get_shelf, mark_item, rate_item and get_similar_items. A null type allows both types.
create or replace function cinelibre.require_item(item_id integer, item_type text)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (
        select
        from cinelibre.items as i
        where i.id = require_item.item_id
            and i.item_type = coalesce(require_item.item_type, i.item_type)
    ) then
        raise exception using errcode = 'PT404', message = 'item_not_found',
            detail = format('There is no %s with the id %s.', coalesce(require_item.item_type, 'item'), require_item.item_id);
    end if;
    return require_item.item_id;
end;
$$;
