-- require_caller: check the token and return the id of the user whom the call is for.
-- Every entry point that needs a token begins with it. The user is the caller, or acts_for if a service calls.
-- PT401 if the token has ended: by logout, a new password or a deleted account. PT403 if the role does not allow the
-- call. A service acts for ordinary users alone, never for another service or an admin.
create or replace function cinelibre.require_caller(
    caller_id integer,
    caller_version integer,
    acts_for integer default null
)
returns table (user_id integer)
language plpgsql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _role text := (
        select u.role
        from cinelibre.users as u
        where u.id = require_caller.caller_id
            and cinelibre.is_good_token(u, require_caller.caller_version)
    );
begin
    if _role is null then
        raise exception using errcode = 'PT401', message = 'token_revoked',
            detail = 'This token has ended: log in again.';
    end if;
    if require_caller.acts_for is null then
        return query select require_caller.caller_id;
        return;
    end if;
    if _role <> 'service' then
        raise exception using errcode = 'PT403', message = 'not_a_service',
            detail = 'Only a service account acts for others: leave user_id out.';
    end if;
    return query select u.id from cinelibre.users as u where u.id = require_caller.acts_for and u.role = 'user';
    if not found then
        raise exception using errcode = 'PT404', message = 'user_not_found',
            detail = format('There is no user with the id %s.', require_caller.acts_for);
    end if;
end;
$$;
