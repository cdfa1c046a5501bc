-- get_groups: return the groups that the caller is in, the one joined last first.
-- GET /groups. There are at most as many as one may be in.
create or replace function public.get_groups(
    caller_id integer,
    caller_version integer,
    group_limit integer,
    evening_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('groups', coalesce(jsonb_agg(found.body order by found.seat desc) filter (where found.seat is not null), '[]'))
    from cinelibre.require_caller(get_groups.caller_id, get_groups.caller_version, get_groups.acts_for) as caller
    left join lateral (
        select m.seat, cinelibre.describe_group(m, get_groups.evening_limit) as body
        from cinelibre.group_members as m
        where m.user_id = caller.user_id
        order by m.seat desc
        limit get_groups.group_limit
    ) as found on true;
$$;
