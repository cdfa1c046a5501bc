-- set_sync_cursors: move a source's cursors; a record is `[language, span, position]`, and a null position removes one.
-- Called by `python -m api.jobs sync`.
create or replace function public.set_sync_cursors(source text, records jsonb)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with given as materialized (
        select g.body ->> 0 as language, g.body ->> 1 as span, g.body -> 2 as position
        from jsonb_array_elements(set_sync_cursors.records) as g (body)
    ),
    removed as (
        delete from cinelibre.sync_cursors as c
        using given as g
        where c.source = set_sync_cursors.source
            and c.language = g.language
            and c.span = g.span
            and g.position = 'null'
        returning c.source
    ),
    moved as (
        insert into cinelibre.sync_cursors as c (source, language, span, position)
        select set_sync_cursors.source, g.language, g.span, g.position
        from given as g
        where g.position <> 'null'
        on conflict on constraint sync_cursors_pkey do update
        set position = excluded.position,
            moved_at = now()
        returning c.source
    )
    select ((select count(*) from removed) + (select count(*) from moved))::integer;
$$;
