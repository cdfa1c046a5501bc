-- write_item_neighbors: write a batch of a model's rows and answer how many; a second run changes nothing.
-- `python -m api.jobs train`. A record is [item, [neighbors], [weights], length, raters]; deleted items are skipped.
-- Cosine divides by the length; other models have none. raters counts those whose ratings were read, so ratings that
-- came during the training make the item a changed one.
create or replace function public.write_item_neighbors(model_id integer, records jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    insert into cinelibre.item_lengths (model_id, item_id, length, rater_count)
    select write_item_neighbors.model_id, i.id, (element.body ->> 3)::real, coalesce((element.body ->> 4)::integer, 0)
    from jsonb_array_elements(write_item_neighbors.records) as element (body)
    join cinelibre.items as i on i.id = (element.body ->> 0)::integer
    where (element.body ->> 3) is not null
    order by i.id
    on conflict on constraint item_lengths_pkey do update
    set length = excluded.length,
        rater_count = excluded.rater_count;

    insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
    select
        write_item_neighbors.model_id,
        i.id,
        array(select jsonb_array_elements_text(element.body -> 1)::integer),
        array(select jsonb_array_elements_text(element.body -> 2)::real)
    from jsonb_array_elements(write_item_neighbors.records) as element (body)
    join cinelibre.items as i on i.id = (element.body ->> 0)::integer
    order by i.id
    on conflict on constraint item_neighbors_pkey do update
    set neighbor_ids = excluded.neighbor_ids,
        weights = excluded.weights;
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
