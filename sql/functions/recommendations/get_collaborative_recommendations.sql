-- get_collaborative_recommendations: recommend what users of similar taste liked, by constrained Pearson alone.
-- For those who call the database themselves; the service blends this source with others (find_candidates).
-- A neighbor needs min_common items in common and a correlation above min_correlation. The nearest neighbor_limit
-- count. score is that of score_by_neighbors over raters^0.1; predict_ratings explains predicted_rating and support.
create or replace function public.get_collaborative_recommendations(
    target_user_id bigint,
    recommendation_count integer default 20,
    item_type text default null,
    min_common integer default 3,
    min_correlation float8 default 0.3,
    neighbor_limit integer default 50,
    damping float8 default 2
)
returns table (item_id integer, title text, score float8, predicted_rating float8, support integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0 -- keeps each request on one core
as $$
declare
    _reader cinelibre.reader;
begin
    _reader.user_id := (select u.id from cinelibre.users as u where u.id = get_collaborative_recommendations.target_user_id);
    select h.item_ids, h.ratings into _reader.item_ids, _reader.ratings from cinelibre.list_rated(_reader.user_id) as h;
    select array_agg(n.user_id order by n.weight desc, n.user_id), array_agg(n.weight::real order by n.weight desc, n.user_id)
    into _reader.neighbor_ids, _reader.neighbor_weights
    from (
        select f.user_id, f.weight
        from cinelibre.find_neighbors(_reader.item_ids, _reader.ratings, _reader.user_id, 10000, rating_limit => 2147483647) as f
        where f.common >= get_collaborative_recommendations.min_common
            and f.correlation > get_collaborative_recommendations.min_correlation
        order by f.weight desc, f.user_id
        limit get_collaborative_recommendations.neighbor_limit
    ) as n;
    return query
    select i.id, i.title, cinelibre.temper_points(s.points, t.rater_count, 0.1), p.rating, p.support
    from cinelibre.score_by_neighbors(_reader.neighbor_ids, _reader.neighbor_weights) as s
    join cinelibre.predict_ratings(_reader, get_collaborative_recommendations.damping) as p on p.item_id = s.item_id
    join cinelibre.items as i on i.id = s.item_id
    left join cinelibre.item_stats as t on t.item_id = s.item_id
    where i.item_type = coalesce(get_collaborative_recommendations.item_type, i.item_type)
        and i.id <> all (cinelibre.list_known(_reader.user_id))
    order by 3 desc, i.id
    limit get_collaborative_recommendations.recommendation_count;
end;
$$;
