-- import_events: log those events of a row of a library that are not known yet; answer how many.
-- Called by import_record. An event is known if the log has its equal, or if its time is within the rolled-up events of
-- its type.
create or replace function cinelibre.import_events(user_id integer, item_id integer, events jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_events integer;
begin
    insert into cinelibre.interactions
    (user_id, item_id, interaction_type, occurred_at, on_day, rating, seconds, fraction, query, context, idempotency_key)
    select
        import_events.user_id, import_events.item_id, e.interaction_type, e.occurred_at, e.on_day, e.rating, e.seconds, e.fraction,
        e.query, e.context, e.idempotency_key
    from jsonb_array_elements(import_events.events) with ordinality as element (body, place)
    cross join lateral jsonb_to_record(element.body) as e (
        interaction_type text, occurred_at timestamptz, on_day date, rating real, seconds integer, fraction real, query text,
        context jsonb, idempotency_key text
    )
    where not exists (
        select
        from cinelibre.interactions as former
        where former.user_id = import_events.user_id
            and former.occurred_at = e.occurred_at
            and former.interaction_type = e.interaction_type
            and former.item_id is not distinct from import_events.item_id
            and (former.rating, former.seconds, former.fraction, former.query, former.context, former.idempotency_key)
                is not distinct from (e.rating, e.seconds, e.fraction, e.query, e.context, e.idempotency_key)
        offset 0 -- makes the planner look each event up in the index; a join would read the user's whole log
    )
        and not exists (
            select
            from cinelibre.preference_rollups as p
            where p.user_id = import_events.user_id
                and p.item_id is not distinct from import_events.item_id
                and p.interaction_type = e.interaction_type
                and e.occurred_at between p.first_at and p.last_at
            offset 0 -- for the same reason
        )
    order by element.place
    on conflict do nothing;
    get diagnostics _n_events = row_count;
    return _n_events;
end;
$$;
