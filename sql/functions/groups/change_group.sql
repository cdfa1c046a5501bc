-- change_group: give a group a new name or a new code; what is null stays.
-- PATCH /groups/{group_id} and POST /groups/{group_id}/code. PT404 if the caller is not in the group, PT403 if they are
-- not its host. With a new code, nobody can join by the former one.
create or replace function public.change_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    evening_limit integer,
    acts_for integer default null,
    name text default null,
    code text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(change_group.caller_id, change_group.caller_version, change_group.acts_for) as c
    ), change_group.acts_for);
    _member cinelibre.group_members := cinelibre.require_host(change_group.group_id, _user_id, null);
begin
    update cinelibre.groups as g
    set name = coalesce(change_group.name, g.name),
        code = coalesce(change_group.code, g.code)
    where g.id = _member.group_id;
    return cinelibre.describe_group(_member, change_group.evening_limit);
end;
$$;
