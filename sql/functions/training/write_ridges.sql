-- write_ridges: put newly solved ridges into the rows of a model from one item to another, and answer how many changed.
-- The chore refresh-ease. `rows` is [[item, [solved items], [weights]]…]: what each item says of those whose ridges were
-- solved (merge_ridges). What training wrote is kept aside. Null if the model is not in use or is held.
create or replace function public.write_ridges(
    model_id integer,
    solved_ids integer[],
    rows jsonb,
    after_item integer,
    until_item integer,
    n_kept integer
)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_changed integer;
begin
    perform from cinelibre.models as m where m.id = write_ridges.model_id and m.is_active and not m.is_held for key share;
    if not found then
        return null;
    end if;
    with merged as materialized (
        select r.*
        from cinelibre.merge_ridges(
            write_ridges.model_id, solved_ids, write_ridges.rows, after_item, until_item, n_kept
        ) as r
    ),
    kept_aside as (
        insert into cinelibre.trained_rows (model_id, item_id, neighbor_ids, weights)
        select write_ridges.model_id, m.item_id, coalesce(n.neighbor_ids, '{}'), coalesce(n.weights, '{}')
        from merged as m
        left join cinelibre.item_neighbors as n on n.model_id = write_ridges.model_id and n.item_id = m.item_id
        order by m.item_id
        on conflict on constraint trained_rows_pkey do nothing
    )
    insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
    select write_ridges.model_id, m.item_id, m.neighbor_ids, m.weights
    from merged as m
    order by m.item_id
    on conflict on constraint item_neighbors_pkey do update
    set neighbor_ids = excluded.neighbor_ids,
        weights = excluded.weights;
    get diagnostics _n_changed = row_count;
    return _n_changed;
end;
$$;
