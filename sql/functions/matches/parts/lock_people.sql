-- lock_people: let only one transaction at a time change how two people stand to each other.
-- Called by everything that does. The lower id is locked first, so that two such calls cannot deadlock. If the caller's
-- account was deleted meanwhile, it is refused as lock_user does. Answers whether the other account is there.
create or replace function cinelibre.lock_people(user_id integer, other_id integer, acts_for integer)
returns boolean
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if lock_people.other_id < lock_people.user_id then
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_people.other_id);
    end if;
    perform cinelibre.lock_user(lock_people.user_id, lock_people.acts_for);
    if lock_people.other_id > lock_people.user_id then
        perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_people.other_id);
    end if;
    return exists (select from cinelibre.users as u where u.id = lock_people.other_id);
end;
$$;
