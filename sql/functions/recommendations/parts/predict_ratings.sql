-- predict_ratings: predict a reader's ratings from how far each neighbor's rating is from that neighbor's mean.
-- Called by get_collaborative_recommendations; docs/algorithms.md has the formula ("The textbook"). A prediction is
-- between 0.5 and 5. support counts the neighbors who rated the item.
create or replace function cinelibre.predict_ratings(for_reader cinelibre.reader, damping float8)
returns table (item_id integer, rating float8, support integer)
language plpgsql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _mean float8 := (select avg(r.rating)::float8 from unnest(for_reader.ratings) as r (rating));
begin
    return query
    select
        t.item_id,
        least(5, greatest(0.5, _mean + sum(t.weight * t.deviation) / sum(t.weight) * count(*) / (count(*) + predict_ratings.damping))),
        count(*)::integer
    from (
        select n.weight, r.item_id, r.rating::float8 - avg(r.rating::float8) over (partition by r.user_id) as deviation
        from unnest(for_reader.neighbor_ids, for_reader.neighbor_weights) as n (user_id, weight)
        join cinelibre.ratings as r on r.user_id = n.user_id
    ) as t
    group by t.item_id;
end;
$$;
