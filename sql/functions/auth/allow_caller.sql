-- allow_caller: the id of the caller where there is one, null for an anonymous call; PT401 for an ended token.
-- For routes that answer everybody, and those who are logged in better.
create or replace function cinelibre.allow_caller(caller_id integer, caller_version integer)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when allow_caller.caller_id is not null
            then (select c.user_id from cinelibre.require_caller(allow_caller.caller_id, allow_caller.caller_version) as c)
    end;
$$;
