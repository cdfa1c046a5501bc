-- take_foreign_events: write the events that are to be applied down in the inbox; return all of them as they then stand.
-- Called by apply_foreign_events. What another call has just taken for another reader is a repeat.
create or replace function cinelibre.take_foreign_events(events cinelibre.foreign_event[])
returns cinelibre.foreign_event[]
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with taken as (
        insert into cinelibre.inbox (event_id)
        select e.event_id
        from unnest(take_foreign_events.events) as e
        where e.outcome = 'applied'
        order by e.event_id
        on conflict do nothing
        returning event_id
    )
    select array_agg(
        row(
            e.place, e.event_id, e.user_id,
            case when e.outcome = 'applied' and t.event_id is null then 'repeated' else e.outcome end,
            e.reason, e.event
        )::cinelibre.foreign_event
        order by e.place
    )
    from unnest(take_foreign_events.events) as e
    left join taken as t on t.event_id = e.event_id;
$$;
