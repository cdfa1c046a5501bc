-- refresh_changed_items: recompute the cosine neighbors of changed items until the time is up.
-- `python -m api.jobs refresh` and the scheduler call it until n_left is 0. A call does at least one item, so it ends.
create or replace function public.refresh_changed_items(max_seconds float8)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => refresh_changed_items.max_seconds);
    _n_changed integer := 0;
    _n_refreshed integer := 0;
    _item record;
begin
    for _item in
        select c.*, (count(*) over ())::integer as n_changed
        from cinelibre.list_changed_items() as c
        order by c.change desc, c.item_id
        limit 1000
    loop
        with computed as materialized (
            select f.* from cinelibre.compute_cosine(_item.model_id, _item.item_id, _item.n_items) as f
        ),
        measured as (
            insert into cinelibre.item_lengths (model_id, item_id, length, rater_count)
            select _item.model_id, _item.item_id, f.length, _item.rater_count
            from computed as f
            on conflict on constraint item_lengths_pkey do update
            set length = excluded.length,
                rater_count = excluded.rater_count
        )
        insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
        select _item.model_id, _item.item_id, f.neighbor_ids, f.weights
        from computed as f
        on conflict on constraint item_neighbors_pkey do update
        set neighbor_ids = excluded.neighbor_ids,
            weights = excluded.weights;
        _n_changed := _item.n_changed;
        _n_refreshed := _n_refreshed + 1;
        exit when clock_timestamp() >= _until;
    end loop;
    return jsonb_build_object('n_refreshed', _n_refreshed, 'n_left', _n_changed - _n_refreshed);
end;
$$;
