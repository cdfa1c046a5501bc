-- list_evenings: list a group's evenings as one of its members sees them, newest first.
-- Called by get_evenings and record_evening. Members who left are left out.
create or replace function cinelibre.list_evenings(for_member cinelibre.group_members, evening_skip integer, evening_limit integer)
returns table (evening_id bigint, body jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with page as materialized (
        select e.id, e.item_id, e.watched_at
        from cinelibre.group_evenings as e
        where e.group_id = for_member.group_id
        order by e.id desc
        offset list_evenings.evening_skip
        limit list_evenings.evening_limit
    ),
    told as (
        select s.evening_id, jsonb_agg(
            jsonb_build_object(
                'member_id', m.member_id, 'name', m.name,
                'expected', s.expected, 'best', s.best, 'satisfaction', s.satisfaction
            )
            order by m.seat
        ) as members
        from cinelibre.list_group_members(for_member.group_id, for_member.user_id) as m
        join cinelibre.evening_members as s on s.member_id = m.member_id
        where s.evening_id in (select p.id from page as p)
        group by s.evening_id
    )
    select p.id, jsonb_build_object(
        'evening_id', p.id, 'watched_at', p.watched_at, 'item', d.item, 'members', coalesce(t.members, '[]')
    )
    from page as p
    join (
        select distinct on (o.item_id) o.item_id, o.item
        from cinelibre.describe_items(array(select a.item_id from page as a), for_member.user_id) as o
        order by o.item_id
    ) as d on d.item_id = p.item_id
    left join told as t on t.evening_id = p.id
    order by p.id desc;
end;
$$;
