-- require_host: lock a group and return the membership of a caller or guest if they are its host, or raise PT403.
-- Called by change_group, delete_group and remove_member. PT404 if they are not in it.
create or replace function cinelibre.require_host(group_id uuid, user_id integer, guest_key_hash text)
returns cinelibre.group_members
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members;
begin
    perform cinelibre.lock_group(require_host.group_id);
    _member := cinelibre.require_member(require_host.group_id, require_host.user_id, require_host.guest_key_hash);
    if _member.seat <> cinelibre.find_host(require_host.group_id) then
        raise exception using errcode = 'PT403', message = 'not_the_host',
            detail = 'Only the host of the group may do that: whoever has been in it the longest.';
    end if;
    return _member;
end;
$$;
