-- delete_old_inbox: forget a limited number of events of other services that were applied long ago.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers fewer. After that such an event would count
-- again, so rows stay longer than topics keep their events.
create or replace function public.delete_old_inbox(keep_days integer, row_limit integer)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select i.event_id
        from cinelibre.inbox as i
        where i.applied_at < now() - make_interval(days => delete_old_inbox.keep_days)
        order by i.applied_at, i.event_id
        limit delete_old_inbox.row_limit
        for update skip locked
    ),
    gone as (
        delete from cinelibre.inbox as i
        using old
        where i.event_id = old.event_id
        returning i.event_id
    )
    select jsonb_build_object('n_inbox', (select count(*) from gone));
$$;
