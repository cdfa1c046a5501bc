-- count_raters: count from the ratings what item_stats should say of some items.
-- Called by recount_items.
create or replace function cinelibre.count_raters(item_ids integer[])
returns table (
    item_id integer,
    rater_count integer,
    rating_count integer,
    rating_sum float8,
    simulated_count integer,
    like_count integer
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        asked.id,
        count(r.id)::integer,
        (count(r.id) filter (where r.source in ('rating', 'simulated')))::integer,
        coalesce(sum(r.rating::float8) filter (where r.source in ('rating', 'simulated')), 0),
        (count(r.id) filter (where r.source = 'simulated'))::integer,
        (count(r.id) filter (where r.rating >= 4))::integer
    from unnest(count_raters.item_ids) as asked (id)
    left join cinelibre.ratings as r on r.item_id = asked.id
    group by asked.id;
$$;
