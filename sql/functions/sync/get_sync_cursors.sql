-- get_sync_cursors: return how far the sync has read a source, by language and span.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_sync_cursors(source text)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(jsonb_build_array(c.language, c.span, c.position) order by c.language, c.span),
        '[]'
    )
    from cinelibre.sync_cursors as c
    where c.source = get_sync_cursors.source;
$$;
