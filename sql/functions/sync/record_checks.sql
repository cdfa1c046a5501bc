-- record_checks: record that the sync has just checked these items at their source, whatever the answer was.
-- Called by `python -m api.jobs sync`. Items that the source no longer knows stay, because somebody may have rated
-- them.
create or replace function public.record_checks(source text, source_ids text[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with written as (
        insert into cinelibre.source_checks as c (item_id, checked_at)
        select s.item_id, now()
        from cinelibre.list_source_ids(record_checks.source) as s
        where s.source_id = any (record_checks.source_ids)
        order by s.item_id
        on conflict on constraint source_checks_pkey do update
        set checked_at = excluded.checked_at
        returning c.item_id
    )
    select count(*)::integer from written;
$$;
