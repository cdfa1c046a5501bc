-- activate_model: put a model into use and delete the former model of its kind, in one transaction.
-- `python -m api.jobs train`. weights are those that training chose for this model; null means the shipped weights.
-- PT404 if the model is gone, because another training began.
create or replace function public.activate_model(model_id integer, metrics jsonb, weights jsonb default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _kind text := (select m.kind from cinelibre.models as m where m.id = activate_model.model_id);
begin
    if _kind is null or _kind = 'embedding' then
        raise exception using errcode = 'PT404', message = 'model_not_found',
            detail = 'There is no such model to put into use: another training began meanwhile.';
    end if;
    delete from cinelibre.models as m
    where m.kind = _kind
        and m.id <> activate_model.model_id;
    update cinelibre.models as m
    set is_active = true,
        metrics = activate_model.metrics,
        weights = activate_model.weights
    where m.id = activate_model.model_id;
    return (select jsonb_build_object('kind', m.kind, 'name', m.name) from cinelibre.models as m where m.id = activate_model.model_id);
end;
$$;
