-- lock_user: let only one transaction at a time write for a user.
-- Every function that writes for a user calls it before lock_items. Without it, two such calls could deadlock over
-- ratings, keys and marks. acts_for is the user for whom a service acts.
-- If the account was deleted meanwhile, a user gets PT401 and a service PT404.
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
