-- seat_member: add a member to the group with a code and return the membership, or raise PT404 or PT409.
-- Called by join_group and join_group_as_guest. The lock on the group makes joins wait for each other, so that two at
-- once cannot both take the last seat. Whoever has an account and is in the group already keeps their seat. To somebody
-- whom a member blocked, or who blocked a member, the code is unknown.
create or replace function cinelibre.seat_member(
    code text,
    user_id integer,
    guest_name text,
    guest_key_hash text,
    member_limit integer
)
returns cinelibre.group_members
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _group_id uuid;
    _member cinelibre.group_members;
begin
    select g.id into _group_id from cinelibre.groups as g where g.code = seat_member.code for update;
    select m.* into _member
    from cinelibre.group_members as m
    where m.group_id = _group_id and m.user_id = seat_member.user_id;
    if found then
        return _member;
    end if;
    if _group_id is null or exists (
        select
        from cinelibre.group_members as m
        where m.group_id = _group_id and cinelibre.is_blocked(seat_member.user_id, m.user_id)
    ) then
        raise exception using errcode = 'PT404', message = 'group_not_found',
            detail = 'code: No group has this code: ask a member for the present one.';
    end if;
    if (select count(*) from cinelibre.group_members as m where m.group_id = _group_id) >= seat_member.member_limit then
        raise exception using errcode = 'PT409', message = 'group_full',
            detail = format('This group has %s members, the most that a group may have: one has to leave first.', member_limit);
    end if;
    insert into cinelibre.group_members as m (group_id, user_id, guest_name, guest_key_hash)
    values (_group_id, seat_member.user_id, seat_member.guest_name, seat_member.guest_key_hash)
    returning m.* into _member;
    return _member;
end;
$$;
