-- score_by_items: what goes with what somebody liked, by the trained weights between items.
-- A source of candidates, of either kind of model: Σ x · weight over the history, newest first, where x is what a
-- rating weighs; over raters^commonness_power. Nothing where no such model is trained.
create or replace function cinelibre.score_by_items(
    model_kind text,
    item_ids integer[],
    ratings real[],
    commonness_power float8 default 0
)
returns table (item_id integer, score float8)
language sql
stable
rows 2000
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
as $$
    select
        summed.item_id,
        summed.points / case
            when score_by_items.commonness_power = 0 then 1
            else power(greatest(coalesce(s.rater_count, 0), 1), score_by_items.commonness_power)
        end
    from (
        select
            near.item_id,
            sum(h.weight * near.weight) as points
        from (
            select rated.item_id, cinelibre.weigh_rating(rated.rating, rated.place) as weight
            from unnest(score_by_items.item_ids, score_by_items.ratings) with ordinality as rated (item_id, rating, place)
            where rated.rating > 2
            offset 0
        ) as h
        join cinelibre.models as m on m.kind = score_by_items.model_kind and m.is_active
        join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
        cross join lateral unnest(n.neighbor_ids, n.weights) as near (item_id, weight)
        group by near.item_id
    ) as summed
    left join lateral (
        select t.rater_count
        from cinelibre.item_stats as t
        where t.item_id = summed.item_id
            and score_by_items.commonness_power <> 0
        limit 1
    ) as s on true;
$$;
