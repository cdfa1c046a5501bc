-- get_collaborative_recommendations: what people of similar taste liked, by Pearson's correlation alone.
-- For those who call the database themselves; the service blends the same source with others (find_candidates). The
-- textbook's thresholds are min_common => 3 and min_correlation => 0.3; the defaults measure better.
-- score is the sum of score_by_neighbors over raters^0.1. predicted_rating is the user's mean plus the weighed mean of
-- how far the neighbors who rated the item were from theirs, times n / (n + damping), within 0.5 to 5; support is n.
create or replace function public.get_collaborative_recommendations(
    target_user_id integer,
    recommendation_count integer default 20,
    item_type text default null,
    min_common integer default 1,
    min_correlation float8 default -1,
    neighbor_limit integer default 50,
    damping float8 default 2
)
returns table (item_id integer, title text, score float8, predicted_rating float8, support integer)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
as $$
    with history as materialized (
        select h.item_ids, h.ratings from cinelibre.read_history(get_collaborative_recommendations.target_user_id) as h
    ),
    near as materialized (
        select n.user_id, n.weight
        from history as h
        cross join lateral cinelibre.find_neighbors(
            h.item_ids, h.ratings, get_collaborative_recommendations.target_user_id, 10000, rating_limit => 2147483647
        ) as n
        where n.common >= get_collaborative_recommendations.min_common
            and (
                get_collaborative_recommendations.min_correlation <= -1
                or n.correlation > get_collaborative_recommendations.min_correlation
            )
        order by n.weight desc, n.user_id
        limit get_collaborative_recommendations.neighbor_limit
    ),
    theirs as materialized (
        select n.weight, r.item_id, r.rating::float8 - avg(r.rating::float8) over (partition by r.user_id) as deviation
        from near as n
        join cinelibre.ratings as r on r.user_id = n.user_id
    ),
    predicted as (
        select
            t.item_id,
            sum(t.weight * t.deviation) / sum(t.weight)
            * count(*) / (count(*) + get_collaborative_recommendations.damping) as deviation,
            count(*)::integer as support
        from theirs as t
        group by t.item_id
    ),
    own as (
        select avg(rated.rating)::float8 as mean from history as h cross join lateral unnest(h.ratings) as rated (rating)
    )
    select
        i.id,
        i.title,
        cinelibre.temper_points(s.points, t.rater_count, 0.1),
        least(5, greatest(0.5, own.mean + p.deviation)),
        p.support
    from cinelibre.score_by_neighbors(
        array(select n.user_id from near as n order by n.weight desc, n.user_id),
        array(select n.weight::real from near as n order by n.weight desc, n.user_id)
    ) as s
    join predicted as p on p.item_id = s.item_id
    join cinelibre.items as i on i.id = s.item_id
    left join cinelibre.item_stats as t on t.item_id = s.item_id
    cross join own
    where i.item_type = coalesce(get_collaborative_recommendations.item_type, i.item_type)
        and i.id <> all (cinelibre.list_known(get_collaborative_recommendations.target_user_id))
    order by 3 desc, i.id
    limit get_collaborative_recommendations.recommendation_count;
$$;
