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
    with scored as (
        select s.user_id, s.n, found.r, (1 + found.r * s.n / (s.n + find_matches.shrinkage)) / 2 as score
        from cinelibre.sum_common(find_matches.reader_id, _ids, find_matches.middle) as s
        cross join lateral (
            select cinelibre.correlate(s.n, s.x, s.y, s.xx, s.yy, s.xy, find_matches.damping) as r
        ) as found
        where s.n >= find_matches.least_common
    )
    select s.user_id, s.score, s.r, s.n::integer
    from scored as s
    where s.score >= find_matches.least_score
    order by s.score desc, s.n desc, s.user_id
    limit find_matches.match_limit;
end;
$$;
