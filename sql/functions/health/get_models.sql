-- get_models: return the models in use: name, age, measured quality and weights.
-- GET /model/info.
create or replace function public.get_models()
returns table (kind text, name text, dimension integer, trained_at timestamptz, metrics jsonb, weights jsonb)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select m.kind, m.name, m.dimension, m.created_at, m.metrics, m.weights
    from cinelibre.models as m
    where m.is_active
    order by m.kind;
$$;
