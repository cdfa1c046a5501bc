-- get_readiness: the release the database was shipped with, and the model its catalogue was embedded by.
-- GET /health/ready. Reads three small rows, counts nothing.
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
