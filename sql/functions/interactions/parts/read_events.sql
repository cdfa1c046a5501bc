-- read_events: turn a client's events into typed rows; each has its fault, or says whether it is a repeat.
-- Called by record_interactions. fault is a slug, or null for a good event. An event with a known idempotency_key is a
-- repeat. So is an event of a debounced type with an equal one at most a minute away.
-- A clock up to five minutes fast is set to now. Further ahead, or older than a day, is a fault, except for a late
-- retry.
create or replace function cinelibre.read_events(user_id integer, events jsonb)
returns table (
    place integer,
    interaction_type text,
    item_id integer,
    occurred_at timestamptz,
    rating real,
    seconds integer,
    fraction real,
    query text,
    context jsonb,
    idempotency_key text,
    is_repeat boolean,
    fault text
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as materialized (
        select
            element.place::integer - 1 as place,
            event.*,
            kind.name as kind,
            kind.takes_item,
            kind.debounced,
            i.id as found_item_id,
            least(coalesce(event.occurred_at, now()), now()) as happened_at
        from jsonb_array_elements(read_events.events) with ordinality as element (body, place)
        cross join lateral jsonb_to_record(element.body) as event (
            interaction_type text, item_id integer, item_type text, occurred_at timestamptz, rating real,
            seconds integer, fraction real, query text, context jsonb, idempotency_key text
        )
        left join cinelibre.interaction_types as kind on kind.name = event.interaction_type
        left join cinelibre.items as i
            on i.id = event.item_id
            and i.item_type = coalesce(event.item_type, i.item_type)
    ),
    judged as materialized (
        select
            t.*,
            case
                when t.kind is null then 'unknown_type'
                when t.takes_item and t.item_id is null then 'item_missing'
                when not t.takes_item and t.item_id is not null then 'item_unexpected'
                when t.item_id is not null and t.found_item_id is null then 'item_not_found'
                when t.kind = 'rate' and t.rating is null then 'rating_missing'
                when (not t.takes_item or t.kind = 'unrate') and t.rating is not null then 'rating_unexpected'
                when t.kind = 'search' and t.query is null then 'query_missing'
                when t.occurred_at > now() + interval '5 minutes' then 'in_the_future'
                when t.occurred_at < now() - interval '24 hours'
                    and not exists (
                        select
                        from cinelibre.interactions as former
                        where former.user_id = read_events.user_id
                            and former.idempotency_key = t.idempotency_key
                    )
                    then 'too_old'
            end as fault
        from typed as t
    )
    select
        j.place,
        j.interaction_type,
        j.item_id,
        j.happened_at,
        j.rating,
        j.seconds,
        j.fraction,
        j.query,
        j.context,
        j.idempotency_key,
        j.fault is null and (
            exists (
                select
                from cinelibre.interactions as former
                where former.user_id = read_events.user_id
                    and former.idempotency_key = j.idempotency_key
            )
            or exists (select from judged as twin where twin.idempotency_key = j.idempotency_key and twin.fault is null and twin.place < j.place)
            or j.debounced and (
                exists (
                    select
                    from cinelibre.interactions as former
                    where former.user_id = read_events.user_id
                        and former.occurred_at between j.happened_at - interval '1 minute' and j.happened_at + interval '1 minute'
                        and former.interaction_type = j.interaction_type
                        and former.item_id is not distinct from j.item_id
                        and former.query is not distinct from j.query
                )
                or exists (
                    select
                    from judged as twin
                    where twin.place < j.place
                        and twin.fault is null
                        and twin.happened_at between j.happened_at - interval '1 minute' and j.happened_at + interval '1 minute'
                        and twin.interaction_type = j.interaction_type
                        and twin.item_id is not distinct from j.item_id
                        and twin.query is not distinct from j.query
                )
            )
        ),
        j.fault
    from judged as j;
$$;
