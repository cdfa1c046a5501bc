-- name_item: return an item's id, type, title and year, enough to name it.
-- Called by the functions of the operator's pages.
create or replace function cinelibre.name_item(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('id', i.id, 'item_type', i.item_type, 'title', i.title, 'year', i.year)
    from cinelibre.items as i
    where i.id = name_item.item_id;
$$;
