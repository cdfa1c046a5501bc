-- lock_user: let the writes of one user in one after another; PT401 where the account went meanwhile.
-- Called before lock_items: two at once would wait for one another over ratings, keys and marks in any order.
create or replace function cinelibre.lock_user(user_id integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtext('cinelibre.lock_user'), lock_user.user_id);
    if not exists (select from cinelibre.users as u where u.id = lock_user.user_id) then
        raise exception using errcode = 'PT401', message = 'token_revoked',
            detail = 'This token has ended: log in again.';
    end if;
    return lock_user.user_id;
end;
$$;
