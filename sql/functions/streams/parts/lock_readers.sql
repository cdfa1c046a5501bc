-- lock_readers: let only one transaction at a time write for each of some users.
-- Called by apply_foreign_events in place of lock_user. The lower ids are locked first, so that two such calls cannot
-- deadlock. Whether the accounts are still there is for the caller to see.
create or replace function cinelibre.lock_readers(user_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer;
    _n_locked integer := 0;
begin
    for _user_id in
        select distinct u.id
        from unnest(lock_readers.user_ids) as u (id)
        where u.id is not null
        order by u.id
    loop
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), _user_id);
        _n_locked := _n_locked + 1;
    end loop;
    return _n_locked;
end;
$$;
