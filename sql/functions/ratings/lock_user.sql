-- lock_user: let the writes of one user in one after another; PT401 where the account went meanwhile, to a service PT404.
-- Every function that writes for a user begins with it, before lock_items: two at once would wait for one another over
-- ratings, keys and marks in any order. acts_for is whom a service acts for.
create or replace function cinelibre.lock_user(user_id integer, acts_for integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_user.user_id);
    if not exists (select from cinelibre.users as u where u.id = lock_user.user_id) then
        if lock_user.acts_for is not null then
            raise exception using errcode = 'PT404', message = 'user_not_found',
                detail = format('There is no user with the id %s.', lock_user.acts_for);
        end if;
        raise exception using errcode = 'PT401', message = 'token_revoked',
            detail = 'This token has ended: log in again.';
    end if;
    return lock_user.user_id;
end;
$$;
