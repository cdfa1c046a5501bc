-- find_matches: find the people whose taste agrees with a reader's, best first.
-- Called by everything that shows people. docs/algorithms.md has the formula. Two people are compared over all items of
-- which both have an opinion. `among` names the only people asked for; without it, list_likely_matches names them.
create or replace function cinelibre.find_matches(
    reader_id integer,
    least_score float8,
    match_limit integer,
    among integer[] default null,
    least_common integer default 5,
    damping float8 default 3,
    shrinkage float8 default 5,
    middle float8 default 2.75
)
returns table (user_id integer, score float8, r float8, n integer)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
as $$
declare
    _ids integer[] := coalesce(
        find_matches.among,
        cinelibre.list_likely_matches(find_matches.reader_id, least_common, damping, shrinkage, middle)
    );
begin
    return query
    with mine as materialized (
        select o.item_id, o.stars - find_matches.middle as x from cinelibre.list_opinions(find_matches.reader_id) as o
    ),
    summed as (
        select
            u.id, count(*) as n, sum(m.x) as x, sum(o.y) as y, sum(m.x * m.x) as xx, sum(o.y * o.y) as yy, sum(m.x * o.y) as xy
        from cinelibre.users as u
        cross join lateral (
            select p.item_id, p.stars - find_matches.middle as y from cinelibre.list_opinions(u.id) as p
        ) as o
        join mine as m on m.item_id = o.item_id
        where u.id = any (_ids)
            and u.id <> find_matches.reader_id
            and cinelibre.can_be_matched(u)
        group by u.id
        having count(*) >= find_matches.least_common
    ),
    scored as (
        select s.id, s.n, found.r, (1 + found.r * s.n / (s.n + find_matches.shrinkage)) / 2 as score
        from summed as s
        cross join lateral (
            select cinelibre.correlate(s.n, s.x, s.y, s.xx, s.yy, s.xy, find_matches.damping) as r
        ) as found
    )
    select s.id, s.score, s.r, s.n::integer
    from scored as s
    where s.score >= find_matches.least_score
    order by s.score desc, s.n desc, s.id
    limit find_matches.match_limit;
end;
$$;
