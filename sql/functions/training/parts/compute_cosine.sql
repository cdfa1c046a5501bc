-- compute_cosine: compute one item's best neighbors by cosine from the present ratings, and the item's length.
-- Called by refresh_changed_items. The formula is that of training (docs/algorithms.md). Other items keep the lengths
-- that training gave them. An item without one gets a length from the raters it shares with this item.
create or replace function cinelibre.compute_cosine(
    model_id integer,
    item_id integer,
    n_items float8,
    shrinkage float8 default 1000,
    n_kept integer default 100
)
returns table (length float8, neighbor_ids integer[], weights real[])
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with theirs as materialized (
        select
            r.user_id,
            r.item_id,
            (r.rating - 2)::float8 / 3 * ln(1 + compute_cosine.n_items / count(*) over (partition by r.user_id)) as x
        from cinelibre.ratings as own
        join cinelibre.ratings as r on r.user_id = own.user_id
        where own.item_id = compute_cosine.item_id
            and own.rating > 2
            and r.rating > 2
    ),
    own as materialized (
        select t.user_id, t.x from theirs as t where t.item_id = compute_cosine.item_id
    ),
    total as (
        select sqrt(coalesce(sum(o.x * o.x), 0)) as length from own as o
    ),
    summed as (
        select t.item_id, sum(o.x * t.x) as product, sqrt(sum(t.x * t.x)) as part
        from theirs as t
        join own as o on o.user_id = t.user_id
        where t.item_id <> compute_cosine.item_id
        group by t.item_id
    ),
    best as (
        select s.item_id, s.product / (total.length * coalesce(l.length, s.part) + compute_cosine.shrinkage) as weight
        from summed as s
        cross join total
        left join cinelibre.item_lengths as l on l.model_id = compute_cosine.model_id and l.item_id = s.item_id
        where s.product > 0
        order by weight desc, s.item_id
        limit compute_cosine.n_kept
    )
    select
        total.length,
        coalesce((select array_agg(b.item_id order by b.weight desc, b.item_id) from best as b), '{}'),
        coalesce((select array_agg(b.weight::real order by b.weight desc, b.item_id) from best as b), '{}')
    from total;
$$;
