-- get_models: the models in use: what they are, when they were made, and what was measured of them.
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
