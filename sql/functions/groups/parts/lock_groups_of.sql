-- lock_groups_of: lock all groups that a user is in, in the order of their ids.
-- Called by delete_account. Without it, deleting an account and deleting a group of theirs could deadlock.
create or replace function cinelibre.lock_groups_of(user_id integer)
returns void
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform g.id
    from cinelibre.groups as g
    where g.id in (select m.group_id from cinelibre.group_members as m where m.user_id = lock_groups_of.user_id)
    order by g.id
    for update;
end;
$$;
