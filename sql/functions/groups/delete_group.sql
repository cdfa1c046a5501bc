-- delete_group: delete a group with its members and its evenings.
-- DELETE /groups/{group_id}. PT404 if the caller is not in the group, PT403 if they are not its host.
create or replace function public.delete_group(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    acts_for integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := cinelibre.lock_user((
        select c.user_id
        from cinelibre.require_caller(delete_group.caller_id, delete_group.caller_version, delete_group.acts_for) as c
    ), delete_group.acts_for);
    _member cinelibre.group_members := cinelibre.require_host(delete_group.group_id, _user_id, null);
begin
    delete from cinelibre.groups as g where g.id = _member.group_id;
    return jsonb_build_object('deleted', found);
end;
$$;
