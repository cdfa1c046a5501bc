-- write_item_factors: write a batch of a model's factors and answer how many; a second run changes nothing.
-- `python -m api.jobs train --factors`. A record is [item, [factors]]; deleted items are skipped.
create or replace function public.write_item_factors(model_id integer, records jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    insert into cinelibre.item_factors (model_id, item_id, factors)
    select write_item_factors.model_id, i.id, (element.body ->> 1)::halfvec
    from jsonb_array_elements(write_item_factors.records) as element (body)
    join cinelibre.items as i on i.id = (element.body ->> 0)::integer
    order by i.id
    on conflict on constraint item_factors_pkey do update
    set factors = excluded.factors;
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
