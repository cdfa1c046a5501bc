-- describe_group: return a group as one of its members sees it; guests do not see the code.
-- Called by every function that answers a group.
create or replace function cinelibre.describe_group(for_member cinelibre.group_members, evening_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'group_id', g.id,
        'name', g.name,
        'code', case when for_member.user_id is not null then g.code end,
        'made_at', g.made_at,
        'members', (
            select jsonb_agg(
                jsonb_build_object(
                    'member_id', m.member_id,
                    'name', m.name,
                    'joined_at', m.joined_at,
                    'is_guest', m.user_id is null,
                    'is_me', m.seat = for_member.seat,
                    'is_host', m.seat = cinelibre.find_host(g.id)
                )
                order by m.seat
            )
            from cinelibre.list_group_members(g.id, for_member.user_id) as m
        ),
        'n_evenings', (select count(*) from cinelibre.group_evenings as e where e.group_id = g.id),
        'satisfactions', cinelibre.list_satisfactions(g.id, describe_group.evening_limit)
    )
    from cinelibre.groups as g
    where g.id = for_member.group_id;
$$;
