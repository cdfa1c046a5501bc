-- merge_ridges: return the rows of a model, from one item to another, that newly solved ridges change.
-- Called by write_ridges with its arguments. The former weights of the solved items go from every row, the new ones come
-- in, and a row keeps its n_kept largest by size.
create or replace function cinelibre.merge_ridges(
    model_id integer,
    solved_ids integer[],
    rows jsonb,
    after_item integer,
    until_item integer,
    n_kept integer
)
returns table (item_id integer, neighbor_ids integer[], weights real[])
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with added as materialized (
        select (e.body ->> 0)::integer as item_id, w.neighbor_id::integer as neighbor_id, w.weight::real as weight
        from jsonb_array_elements(merge_ridges.rows) as e (body)
        cross join lateral rows from (
            jsonb_array_elements_text(e.body -> 1), jsonb_array_elements_text(e.body -> 2)
        ) as w (neighbor_id, weight)
    ),
    changed as materialized (
        select i.id as item_id, coalesce(n.neighbor_ids, '{}') as neighbor_ids, coalesce(n.weights, '{}') as weights
        from cinelibre.items as i
        left join cinelibre.item_neighbors as n on n.model_id = merge_ridges.model_id and n.item_id = i.id
        where i.id > merge_ridges.after_item
            and i.id <= merge_ridges.until_item
            and (n.neighbor_ids && merge_ridges.solved_ids or i.id in (select a.item_id from added as a))
    ),
    ranked as (
        select e.*, row_number() over (partition by e.item_id order by abs(e.weight) desc, e.neighbor_id) as place
        from (
            select c.item_id, o.neighbor_id, o.weight
            from changed as c
            cross join lateral unnest(c.neighbor_ids, c.weights) as o (neighbor_id, weight)
            where o.neighbor_id not in (select unnest(merge_ridges.solved_ids))
            union all
            select a.item_id, a.neighbor_id, a.weight from added as a where a.weight <> 0
        ) as e
    )
    select
        c.item_id,
        coalesce(array_agg(r.neighbor_id order by r.place) filter (where r.place <= merge_ridges.n_kept), '{}'),
        coalesce(array_agg(r.weight order by r.place) filter (where r.place <= merge_ridges.n_kept), '{}')
    from changed as c
    left join ranked as r on r.item_id = c.item_id
    group by c.item_id;
$$;
