-- hold_model: put the rows of a model back as training wrote them, and let it follow no new ratings; answer how many.
-- `python -m api.jobs train --gate`, if it refused a new model: whatever is wrong with the new ratings must not come in by
-- the chore refresh-ease. The next model that is taken is not held.
create or replace function public.hold_model(name text)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _id integer;
    _n_restored integer;
begin
    update cinelibre.models as m
    set is_held = true
    where m.name = hold_model.name
    returning m.id into _id;
    update cinelibre.item_neighbors as n
    set neighbor_ids = t.neighbor_ids,
        weights = t.weights
    from cinelibre.trained_rows as t
    where t.model_id = _id
        and n.model_id = t.model_id
        and n.item_id = t.item_id;
    get diagnostics _n_restored = row_count;
    delete from cinelibre.trained_rows as t where t.model_id = _id;
    return _n_restored;
end;
$$;
