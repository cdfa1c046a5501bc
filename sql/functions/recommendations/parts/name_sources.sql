-- name_sources: return the sources that have a weight, or all sources if there are no weights.
-- Called by describe_material, describe_rows and get_session_candidates.
create or replace function cinelibre.name_sources(weights jsonb)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when name_sources.weights is null then array['neighbors', 'ease', 'cosine', 'content', 'popular', 'taste', 'factors']
        else array(select w.key from jsonb_each(name_sources.weights) as w where w.value::float8 > 0 order by w.key)
    end;
$$;
