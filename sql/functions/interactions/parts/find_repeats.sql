-- find_repeats: find the positions of those good events of a batch that repeat one in the log or earlier in the batch.
-- Called by record_events. An event with a known idempotency_key is a repeat. So is an event of a debounced type with an
-- equal one at most `apart` away.
create or replace function cinelibre.find_repeats(
    user_id integer,
    events cinelibre.incoming_event[],
    apart interval default '1 minute'
)
returns setof integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select j.place
    from unnest(find_repeats.events) as j
    where j.fault is null
        and (
            cinelibre.has_key(find_repeats.user_id, j.idempotency_key)
            or exists (
                select
                from unnest(find_repeats.events) as twin
                where twin.place < j.place
                    and twin.fault is null
                    and (
                        twin.idempotency_key = j.idempotency_key
                        or (
                            j.is_debounced
                            and twin.happened_at between j.happened_at - find_repeats.apart and j.happened_at + find_repeats.apart
                            and twin.interaction_type = j.interaction_type
                            and twin.item_id is not distinct from j.item_id
                            and twin.query is not distinct from j.query
                        )
                    )
            )
            or j.is_debounced and exists (
                select
                from cinelibre.interactions as former
                where former.user_id = find_repeats.user_id
                    and former.occurred_at between j.happened_at - find_repeats.apart and j.happened_at + find_repeats.apart
                    and former.interaction_type = j.interaction_type
                    and former.item_id is not distinct from j.item_id
                    and former.query is not distinct from j.query
            )
        );
$$;
