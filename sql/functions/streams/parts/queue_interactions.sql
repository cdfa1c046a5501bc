-- queue_interactions: leave an event in the outbox for each of these interactions; answer how many.
-- Called by stream_interactions, a trigger, while the outbox is on. What a reader typed into a search stays here.
create or replace function cinelibre.queue_interactions(interaction_ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            e.user_id,
            'interaction',
            1,
            jsonb_build_object(
                'interaction_id', e.id,
                'interaction_type', e.interaction_type,
                'item_id', e.item_id,
                'item_type', i.item_type,
                'rating', e.rating,
                'seconds', e.seconds,
                'fraction', e.fraction,
                'context', e.context,
                'occurred_at', e.occurred_at
            )
        from cinelibre.interactions as e
        left join cinelibre.items as i on i.id = e.item_id
        where e.id = any (queue_interactions.interaction_ids)
        order by e.id
        returning id
    )
    select count(*)::integer from queued;
$$;
