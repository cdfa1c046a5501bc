-- record_events: store a user's good events; answer the ids of those stored, how many repeat others, and the faults.
-- Called by record_interactions, which has locked the user and the items.
create or replace function cinelibre.record_events(user_id integer, events jsonb)
returns table (ids bigint[], n_repeated integer, refused jsonb)
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _events cinelibre.incoming_event[] := array(
        select e from cinelibre.parse_events(record_events.user_id, record_events.events) as e
    );
begin
    return query
    with recorded as (
        insert into cinelibre.interactions
        (user_id, item_id, interaction_type, occurred_at, rating, seconds, fraction, query, context, idempotency_key)
        select
            record_events.user_id, e.item_id, e.interaction_type, e.happened_at, e.rating, e.seconds, e.fraction, e.query,
            e.context, e.idempotency_key
        from unnest(_events) as e
        where e.fault is null
            and e.place not in (select r from cinelibre.find_repeats(record_events.user_id, _events) as r)
        order by e.place
        on conflict do nothing
        returning id
    )
    select
        array(select w.id from recorded as w order by w.id),
        (count(*) filter (where e.fault is null) - (select count(*) from recorded))::integer,
        coalesce(
            jsonb_agg(jsonb_build_object('index', e.place, 'error', e.fault) order by e.place) filter (where e.fault is not null),
            '[]'
        )
    from unnest(_events) as e;
end;
$$;
