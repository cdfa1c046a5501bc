-- get_readiness: return the release that shipped the database and the model that embedded its catalogue.
-- GET /health/ready. It reads three small rows and counts nothing, so that a probe costs little.
create or replace function public.get_readiness()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'release_sha256', (
            select r.sha256
            from cinelibre.shipped_releases as r
            order by r.shipped_at desc, r.sha256
            limit 1
        ),
        'embedding_model', (
            select m.name
            from cinelibre.models as m
            where m.kind = 'embedding'
                and m.is_active
        ),
        'has_items', exists (select from cinelibre.items)
    );
$$;
