-- parse_events: turn a client's events into rows; each has the time that counts, and its fault if it has one.
-- Called by record_events. A clock up to five minutes fast is set to now. Further ahead is a fault. So is older than 30
-- days for ratings and marks, which clients keep while they are offline, and older than a day for all else, except for
-- a late retry.
create or replace function cinelibre.parse_events(user_id integer, events jsonb)
returns setof cinelibre.incoming_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select filled.*
    from jsonb_array_elements(parse_events.events) with ordinality as element (body, place)
    cross join lateral jsonb_populate_record(null::cinelibre.incoming_event, element.body) as event
    left join cinelibre.interaction_types as kind on kind.name = event.interaction_type
    left join cinelibre.items as i
        on i.id = event.item_id
        and i.item_type = coalesce(event.item_type, i.item_type)
    cross join lateral (
        select
            coalesce(
                cinelibre.find_event_fault(event, kind, i.id is not null),
                case
                    when event.occurred_at > now() + interval '5 minutes' then 'in_the_future'
                    when event.occurred_at < now() - case
                        when kind.name in ('rate', 'unrate') or kind.hides or coalesce(kind.mark, kind.undoes) is not null
                            then interval '30 days'
                        else interval '24 hours'
                    end
                        and not cinelibre.has_key(parse_events.user_id, event.idempotency_key)
                        then 'too_old'
                end
            ) as fault
    ) as judged
    cross join lateral jsonb_populate_record(
        event,
        jsonb_build_object(
            'place', element.place - 1,
            'happened_at', least(coalesce(event.occurred_at, now()), now()),
            'is_debounced', kind.debounced,
            'fault', judged.fault
        )
    ) as filled
    order by element.place;
$$;
