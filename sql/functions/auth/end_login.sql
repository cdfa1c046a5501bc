-- end_login: from which login on tokens are good, and which of those have ended, once one more has ended.
-- end_tokens. Logins that ended one after the other from the first on need not be listed: tokens are good from the
-- next on. Of more than ended_limit the oldest are told in the same way, with what was logged in before them.
create or replace function cinelibre.end_login(valid_from integer, ended integer[], version integer, ended_limit integer)
returns table (good_from integer, still_listed integer[])
language sql
immutable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with all_ended as (
        select distinct v.number
        from unnest(end_login.ended || end_login.version) as v (number)
        where v.number >= end_login.valid_from
    ),
    placed as (
        select
            a.number,
            row_number() over (order by a.number) as place,
            row_number() over (order by a.number desc) as place_from_the_end
        from all_ended as a
    ),
    starting as (
        select coalesce(max(p.number) + 1, end_login.valid_from) as number
        from placed as p
        where p.number = end_login.valid_from + p.place - 1
            or p.place_from_the_end > end_login.ended_limit
    )
    select s.number, array(select p.number from placed as p where p.number >= s.number order by p.number)
    from starting as s;
$$;
