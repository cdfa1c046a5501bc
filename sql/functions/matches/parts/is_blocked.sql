-- is_blocked: say whether one of two people blocked the other.
-- Called by seat_member and list_group_members. Nobody is blocked by, or blocks, a guest, who has no account.
create or replace function cinelibre.is_blocked(user_id integer, other_id integer)
returns boolean
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return exists (
        select
        from cinelibre.relations as o
        where o.said = 'blocked'
            and (
                (o.user_id = is_blocked.user_id and o.other_id = is_blocked.other_id)
                or (o.user_id = is_blocked.other_id and o.other_id = is_blocked.user_id)
            )
    );
end;
$$;
