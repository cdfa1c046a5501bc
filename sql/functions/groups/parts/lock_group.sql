-- lock_group: let only one transaction at a time change a group's members or evenings.
-- Called by every function that does, before it looks who is in the group.
create or replace function cinelibre.lock_group(group_id uuid)
returns uuid
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select g.id
    from cinelibre.groups as g
    where g.id = lock_group.group_id
    for update;
$$;
