-- make_group: make a group whose first member is the caller.
-- POST /groups. PT409 if the caller is in group_limit groups already.
create or replace function public.make_group(
    caller_id integer,
    caller_version integer,
    name text,
    code text,
    group_limit integer,
    evening_limit integer,
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
        from cinelibre.require_caller(make_group.caller_id, make_group.caller_version, make_group.acts_for) as c
    ), make_group.acts_for);
    _member cinelibre.group_members;
begin
    perform cinelibre.require_room(_user_id, make_group.group_limit);
    with made as (
        insert into cinelibre.groups as g (name, code) values (make_group.name, make_group.code) returning g.id
    )
    insert into cinelibre.group_members as m (group_id, user_id)
    select made.id, _user_id from made
    returning m.* into _member;
    return cinelibre.describe_group(_member, make_group.evening_limit);
end;
$$;
