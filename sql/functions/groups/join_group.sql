-- join_group: add the caller to the group that has a code, and return the group.
-- POST /groups/join. PT404 if no group has the code, or if the caller and a member blocked one another; PT409 if it
-- is full or the caller is in group_limit groups. Joining twice changes nothing.
create or replace function public.join_group(
    caller_id integer,
    caller_version integer,
    code text,
    member_limit integer,
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
        from cinelibre.require_caller(join_group.caller_id, join_group.caller_version, join_group.acts_for) as c
    ), join_group.acts_for);
    _member cinelibre.group_members;
begin
    if not exists (
        select
        from cinelibre.group_members as m
        join cinelibre.groups as g on g.id = m.group_id
        where g.code = join_group.code and m.user_id = _user_id
    ) then
        perform cinelibre.require_room(_user_id, join_group.group_limit);
    end if;
    _member := cinelibre.seat_member(join_group.code, _user_id, null, null, join_group.member_limit);
    return cinelibre.describe_group(_member, join_group.evening_limit);
end;
$$;
