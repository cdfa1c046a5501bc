-- end_login: end one login; return the first valid token version and the ended versions after it.
-- Called by end_tokens. Versions count up, so a run of ended versions from the start becomes a later start.
-- If the list grows beyond ended_limit, the start moves past its oldest versions. That ends every older login too.
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
