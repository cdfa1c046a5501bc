-- require_member: return the membership of a caller or a guest in a group, or raise PT404.
-- Called by everything that concerns one group. A group that is not the caller's answers like one that is not there.
create or replace function cinelibre.require_member(group_id uuid, user_id integer, guest_key_hash text)
returns cinelibre.group_members
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members;
begin
    select m.* into _member
    from cinelibre.group_members as m
    where m.group_id = require_member.group_id
        and (m.user_id = require_member.user_id or m.guest_key_hash = require_member.guest_key_hash);
    if not found then
        raise exception using errcode = 'PT404', message = 'group_not_found',
            detail = 'You are in no group with this id: join by its code.';
    end if;
    return _member;
end;
$$;
