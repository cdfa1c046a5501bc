-- compare_stars: return a user's stars beside everybody's: both histograms, and how far they agree about the same items.
-- Called by get_insights. docs/algorithms.md has the formulas ("Insights"). An item's average is that of its other raters,
-- of whom it needs least_raters. The crowd's histogram is as the chore counted it last.
create or replace function cinelibre.compare_stars(user_id integer, least_raters integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with own as materialized (
        select r.rating::float8 as stars, other.average
        from cinelibre.ratings as r
        left join lateral (
            select (s.rating_sum - r.rating) / (s.rating_count - 1) as average
            from cinelibre.item_stats as s
            where s.item_id = r.item_id and s.rating_count > compare_stars.least_raters
            limit 1
        ) as other on true
        where r.user_id = compare_stars.user_id and r.source = 'rating'
    ),
    histogram as (
        select
            place * 0.5::float8 as stars,
            (select count(*) from own as o where o.stars = place * 0.5::float8) as mine,
            coalesce((select c.star_counts[place] from cinelibre.crowd as c), 0) as crowd
        from generate_series(1, 10) as place
    )
    select jsonb_build_object(
        'n_ratings', count(*),
        'average', avg(o.stars),
        'deviation', stddev_pop(o.stars),
        'histogram', (select jsonb_agg(to_jsonb(h) order by h.stars) from histogram as h),
        'n_compared', count(o.average),
        'correlation', corr(o.stars, o.average),
        'average_of_compared', avg(o.stars) filter (where o.average is not null),
        'crowds_average', avg(o.average)
    )
    from own as o;
$$;
