-- list_exported_influences: list a page of what a user set to move their lists as an export has it, by id.
-- Called by list_exported.
create or replace function cinelibre.list_exported_influences(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        i.id,
        jsonb_strip_nulls(jsonb_build_object(
            'kind', i.kind,
            'name', i.name,
            'item', cinelibre.refer_to_item(i.item_id),
            'weight', i.weight,
            'set_at', i.set_at
        ))
    from cinelibre.influences as i
    where i.user_id = list_exported_influences.user_id
        and i.id > list_exported_influences.after
    order by i.id
    limit list_exported_influences.page_limit;
$$;
