-- get_blocked_people: list the people whom a reader blocked, the newest first, so that they can be unblocked.
-- GET /matches/blocked.
create or replace function public.get_blocked_people(
    caller_id integer,
    caller_version integer,
    person_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('blocked', coalesce((
        select jsonb_agg(jsonb_build_object('person_id', b.person_id, 'blocked_at', b.said_at) order by b.said_at desc, b.id)
        from (
            select u.id, u.person_id, o.said_at
            from cinelibre.relations as o
            join cinelibre.users as u on u.id = o.other_id
            where o.user_id = caller.user_id
                and o.said = 'blocked'
            order by o.said_at desc, u.id
            limit get_blocked_people.person_limit
        ) as b
    ), '[]'))
    from cinelibre.require_caller(
        get_blocked_people.caller_id, get_blocked_people.caller_version, get_blocked_people.acts_for
    ) as caller;
$$;
