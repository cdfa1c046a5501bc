-- get_held: count a source's items in the catalogue by language, and return which of some ids the catalogue has.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_held(source text, source_ids text[] default '{}')
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with held as materialized (
        select s.source_id, coalesce(s.language, '') as language
        from cinelibre.list_source_ids(get_held.source) as s
    )
    select jsonb_build_object(
        'n', (select count(*) from held),
        'by_language', coalesce(
            (
                select jsonb_object_agg(counted.language, counted.n)
                from (select h.language, count(*) as n from held as h group by h.language) as counted
            ),
            '{}'
        ),
        'ids', coalesce(
            (
                select jsonb_agg(h.source_id order by h.source_id)
                from held as h
                where h.source_id in ( -- hashed; before PostgreSQL 18, `= any` would compare every pair
                    select asked.id from unnest(get_held.source_ids) as asked (id)
                )
            ),
            '[]'
        )
    );
$$;
