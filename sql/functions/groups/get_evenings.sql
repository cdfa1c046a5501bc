-- get_evenings: return a page of what a group watched, newest first, and how content each member was.
-- GET /groups/{group_id}/evenings. PT404 if the caller or guest is not in the group.
create or replace function public.get_evenings(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_skip integer,
    evening_limit integer,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(get_evenings.caller_id, get_evenings.caller_version, get_evenings.acts_for) as c
        where get_evenings.guest_key_hash is null
    );
    _member cinelibre.group_members := cinelibre.require_member(get_evenings.group_id, _user_id, get_evenings.guest_key_hash);
begin
    return jsonb_build_object(
        'total', (select count(*) from cinelibre.group_evenings as e where e.group_id = _member.group_id),
        'evenings', (
            select coalesce(jsonb_agg(v.body order by v.evening_id desc), '[]')
            from cinelibre.list_evenings(_member, get_evenings.evening_skip, get_evenings.evening_limit) as v
        )
    );
end;
$$;
