-- predict_for: predict how many stars a reader would give some items, each with an 80 % interval.
-- Called by whatever tells a reader or a group how they would like an item. docs/algorithms.md has the formula
-- ("Predicted ratings"). It answers every item of the catalogue that was asked for, once, however little is known.
-- support says how much is: the reader's ratings of items that others rated too, or the item's ratings if these are
-- fewer. It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.predict_for(
    user_id integer,
    item_ids integer[],
    item_damping float8 default 10,
    reader_damping float8 default 5,
    neighbor_damping float8 default 1,
    history_limit integer default 500
)
returns table (item_id integer, predicted float8, low float8, high float8, support integer)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with rated as materialized (
        select r.item_id, r.rating::float8 - e.expected as deviation, e.n_ratings
        from cinelibre.list_rated(predict_for.user_id, predict_for.history_limit) as history
        cross join lateral unnest(history.item_ids, history.ratings) as r (item_id, rating)
        cross join lateral cinelibre.expect_rating(r.item_id, predict_for.item_damping) as e
    ),
    own as materialized (
        select
            coalesce(sum(r.deviation), 0) / (count(*) + reader_damping) as bias,
            (count(*) filter (where r.n_ratings > 1))::integer as n
        from rated as r
    ),
    nearness as (
        select near.asked_id, sum(near.weight * (r.deviation - own.bias)) as deviations, sum(near.weight) as weights
        from (
            select n.item_id as asked_id, unnest(n.neighbor_ids) as near_id, unnest(n.weights)::float8 as weight
            from cinelibre.models as m
            join cinelibre.item_neighbors as n on n.model_id = m.id
            where m.kind = 'phi' and m.is_active and n.item_id = any (predict_for.item_ids)
        ) as near
        join rated as r on r.item_id = near.near_id
        cross join own
        group by near.asked_id
    ),
    guessed as (
        select
            asked.id,
            least(5, greatest(0.5, e.expected + own.bias + coalesce(n.deviations / (n.weights + neighbor_damping), 0))) as stars,
            cinelibre.doubt_rating(own.n, e.n_ratings) as doubt,
            least(own.n, e.n_ratings) as support
        from (select distinct a.id from unnest(predict_for.item_ids) as a (id)) as asked
        cross join own
        cross join lateral cinelibre.expect_rating(asked.id, predict_for.item_damping) as e
        left join nearness as n on n.asked_id = asked.id
    )
    select g.id, g.stars, greatest(0.5, g.stars - g.doubt), least(5, g.stars + g.doubt), g.support
    from guessed as g;
end;
$$;
