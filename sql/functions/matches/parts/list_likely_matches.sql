-- list_likely_matches: list the people whose ratings agree most with a reader's, to be compared in full.
-- Called by find_matches. It reads an index alone, so a like or a mark counts the stars that it implies. Of a long
-- history the items with the fewest raters are compared, until they have rating_limit ratings.
create or replace function cinelibre.list_likely_matches(
    reader_id integer,
    least_common integer,
    damping float8,
    shrinkage float8,
    middle float8,
    person_limit integer default 100,
    rating_limit integer default 60000
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
set work_mem = '32MB' -- keeps sorts and hashes in memory
set enable_seqscan = off -- keeps the planner on the index of ratings by item
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return array(
        with mine as materialized (
            select placed.item_id, placed.x
            from (
                select r.item_id, r.rating - list_likely_matches.middle as x, sum(s.rater_count) over (order by s.rater_count, r.item_id) as n_read
                from cinelibre.ratings as r
                join cinelibre.item_stats as s on s.item_id = r.item_id
                where r.user_id = list_likely_matches.reader_id
            ) as placed
            where placed.n_read <= list_likely_matches.rating_limit
        ),
        summed as (
            select
                r.user_id, count(*) as n, sum(m.x) as x, sum(r.rating - middle) as y, sum(m.x * m.x) as xx,
                sum((r.rating - middle) * (r.rating - middle)) as yy, sum(m.x * (r.rating - middle)) as xy
            from mine as m
            join cinelibre.ratings as r on r.item_id = m.item_id
            where r.user_id <> list_likely_matches.reader_id
            group by r.user_id
            having count(*) >= list_likely_matches.least_common
        )
        select s.user_id
        from summed as s
        join cinelibre.users as u on u.id = s.user_id
        where cinelibre.can_be_matched(u)
        order by
            cinelibre.correlate(s.n, s.x, s.y, s.xx, s.yy, s.xy, list_likely_matches.damping) * s.n / (s.n + list_likely_matches.shrinkage) desc,
            s.user_id
        limit list_likely_matches.person_limit
    );
end;
$$;
