-- list_exported_groups: list a page of the groups that a user is in as an export has them, in the order of joining.
-- Called by get_library_page. Other members are no part of this account.
create or replace function cinelibre.list_exported_groups(user_id integer, after bigint, page_limit integer)
returns table (place bigint, body jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        m.seat,
        jsonb_build_object('name', g.name, 'joined_at', m.joined_at, 'is_host', m.seat = cinelibre.find_host(g.id))
    from cinelibre.group_members as m
    join cinelibre.groups as g on g.id = m.group_id
    where m.user_id = list_exported_groups.user_id
        and m.seat > list_exported_groups.after
    order by m.seat
    limit list_exported_groups.page_limit;
$$;
