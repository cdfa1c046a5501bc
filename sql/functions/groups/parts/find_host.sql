-- find_host: return the seat of a group's host, the account that has been in it the longest.
-- Called by require_host and describe_group.
create or replace function cinelibre.find_host(group_id uuid)
returns bigint
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select min(m.seat)
    from cinelibre.group_members as m
    where m.group_id = find_host.group_id
        and m.user_id is not null;
$$;
