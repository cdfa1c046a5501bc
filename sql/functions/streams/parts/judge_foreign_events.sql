-- judge_foreign_events: say of each event of another service whether it is to be applied, and as which row.
-- Called by apply_foreign_events and get_foreign_outcomes. An event that was applied before is a repeat, whatever is wrong
-- with it today. Of twins in one batch the first good one counts. Events keep their time, however old; a clock up to
-- five minutes fast is set to now.
create or replace function cinelibre.judge_foreign_events(events jsonb)
returns setof cinelibre.foreign_event
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as materialized (
        select
            parsed.place,
            parsed.event_id,
            parsed.user_id,
            parsed.event,
            exists (select from cinelibre.inbox as i where i.event_id = parsed.event_id) as is_known,
            coalesce(
                parsed.reason,
                case when parsed.event_id is null then 'event_id_missing' end,
                case when parsed.user_id is null then 'user_not_found' end,
                cinelibre.find_event_fault(parsed.event, kind, items.id is not null),
                cinelibre.find_value_fault(parsed.event),
                case
                    when (parsed.event).occurred_at is null then 'occurred_at_missing'
                    when (parsed.event).occurred_at > now() + interval '5 minutes' then 'in_the_future'
                    when (parsed.event).occurred_at < '1970-01-01T00:00:00Z'::timestamptz then 'before_1970'
                end
            ) as fault
        from cinelibre.parse_foreign_events(judge_foreign_events.events) as parsed
        left join cinelibre.interaction_types as kind on kind.name = (parsed.event).interaction_type
        left join cinelibre.items
            on items.id = (parsed.event).item_id
            and items.item_type = coalesce((parsed.event).item_type, items.item_type)
    )
    select
        j.place,
        j.event_id,
        j.user_id,
        case when known.is_so then 'repeated' when j.fault is null then 'applied' else 'refused' end,
        case when not known.is_so then j.fault end,
        j.event
    from judged as j
    cross join lateral (
        select j.is_known or exists (
            select from judged as twin where twin.event_id = j.event_id and twin.fault is null and twin.place < j.place
        ) as is_so
    ) as known
    order by j.place;
$$;
