-- get_stale_ids: return the ids of items that the sync last checked at their source too many days ago, oldest first.
-- Called by `python -m api.jobs sync`.
create or replace function public.get_stale_ids(source text, days integer, id_limit integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(stale.source_id order by stale.checked_at, stale.item_id), '[]')
    from (
        select s.*
        from cinelibre.list_source_ids(get_stale_ids.source) as s
        where s.checked_at < now() - make_interval(days => get_stale_ids.days)
        order by s.checked_at, s.item_id
        limit get_stale_ids.id_limit
    ) as stale;
$$;
