-- queue_features: leave an event in the outbox for each of these snapshots of features; answer how many.
-- Called by stream_features, a trigger, while the outbox is on.
create or replace function cinelibre.queue_features(snapshot_ids bigint[])
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with queued as (
        insert into cinelibre.outbox (user_id, type, version, payload)
        select
            s.user_id,
            'features',
            1,
            jsonb_build_object('snapshot_id', s.id, 'taken_at', s.taken_at, 'features', s.features)
        from cinelibre.feature_snapshots as s
        where s.id = any (queue_features.snapshot_ids)
        order by s.id
        returning id
    )
    select count(*)::integer from queued;
$$;
