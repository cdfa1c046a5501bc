-- require_admin: return the id of a user who is an admin; refuse everybody else with PT403.
-- Called by the functions of the operator's pages, with the user of require_caller: a service acts for ordinary users
-- alone, so it never passes.
create or replace function cinelibre.require_admin(user_id integer)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    if not exists (
        select from cinelibre.users as u where u.id = require_admin.user_id and u.role = 'admin'
    ) then
        raise exception using errcode = 'PT403', message = 'not_an_admin',
            detail = 'Only an admin may do that: `python -m api.jobs user EMAIL --role admin` makes one.';
    end if;
    return require_admin.user_id;
end;
$$;
