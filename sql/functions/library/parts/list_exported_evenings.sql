-- list_exported_evenings: list a page of what a user's groups watched as an export has it, by id.
-- Called by get_library_page. How content the user was is left out if nothing was known of them.
create or replace function cinelibre.list_exported_evenings(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        e.id,
        jsonb_strip_nulls(jsonb_build_object(
            'group', g.name,
            'item', cinelibre.refer_to_item(e.item_id),
            'watched_at', e.watched_at,
            'expected', s.expected,
            'best', s.best,
            'satisfaction', s.satisfaction
        ))
    from cinelibre.group_members as m
    join cinelibre.groups as g on g.id = m.group_id
    join cinelibre.group_evenings as e on e.group_id = m.group_id
    left join cinelibre.evening_members as s on s.evening_id = e.id and s.member_id = m.id
    where m.user_id = list_exported_evenings.user_id
        and e.id > list_exported_evenings.after
    order by e.id
    limit list_exported_evenings.page_limit;
$$;
