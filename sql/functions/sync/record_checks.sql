-- record_checks: the source was asked about these just now, and knows those of gone_ids no more.
create or replace function public.record_checks(source text, source_ids text[], gone_ids text[] default '{}')
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.source_checks as c (item_id, checked_at, is_gone)
        select s.item_id, now(), s.source_id = any (record_checks.gone_ids)
        from cinelibre.read_source_ids(record_checks.source) as s
        where s.source_id = any (record_checks.source_ids || record_checks.gone_ids)
        order by s.item_id
        on conflict on constraint source_checks_pkey do update
        set checked_at = excluded.checked_at,
            is_gone = excluded.is_gone
        returning c.item_id
    )
    select count(*)::integer from written;
$$;
