-- list_exported_rollups: list a page of what is left of a user's old events as an export has it, by id.
-- Called by get_library_page.
create or replace function cinelibre.list_exported_rollups(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        p.id,
        jsonb_strip_nulls(jsonb_build_object(
            'interaction_type', p.interaction_type,
            'item', cinelibre.refer_to_item(p.item_id),
            'event_count', p.event_count,
            'first_at', p.first_at,
            'last_at', p.last_at
        ))
    from cinelibre.preference_rollups as p
    where p.user_id = list_exported_rollups.user_id
        and p.id > list_exported_rollups.after
    order by p.id
    limit list_exported_rollups.page_limit;
$$;
