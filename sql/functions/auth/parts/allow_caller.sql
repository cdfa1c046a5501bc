-- allow_caller: return the caller's user id, or null for an anonymous call.
-- Called by the routes that answer everybody, such as GET /movies and GET /search.
-- An ended token gets PT401, as everywhere; it does not count as anonymous.
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
