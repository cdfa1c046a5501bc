-- remove_member: take a member out of a group: oneself, or as its host anybody.
-- DELETE /groups/{group_id}/members/{member_id}. PT404 if the caller or guest is not in the group, or the member is not;
-- PT403 if the member is somebody else and the caller is not the host. With its last account the group goes, guests too.
create or replace function public.remove_member(
    caller_id integer,
    caller_version integer,
    group_id uuid,
    member_id uuid,
    acts_for integer default null,
    guest_key_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select cinelibre.lock_user(c.user_id, remove_member.acts_for)
        from cinelibre.require_caller(remove_member.caller_id, remove_member.caller_version, remove_member.acts_for) as c
        where remove_member.guest_key_hash is null
    );
    _group_id uuid := cinelibre.lock_group(remove_member.group_id);
    _member cinelibre.group_members := cinelibre.require_member(
        _group_id, _user_id, remove_member.guest_key_hash
    );
begin
    if _member.id <> remove_member.member_id then
        perform cinelibre.require_host(_group_id, _user_id, remove_member.guest_key_hash);
    end if;
    delete from cinelibre.group_members as m
    where m.id = remove_member.member_id
        and m.group_id = _group_id;
    if not found then
        raise exception using errcode = 'PT404', message = 'member_not_found',
            detail = 'The group has no member with this id.';
    end if;
    return jsonb_build_object('deleted', true);
end;
$$;
