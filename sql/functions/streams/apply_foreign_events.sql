-- apply_foreign_events: log what other services say that readers did, and change shelves and ratings accordingly.
-- `python -m api.jobs consume`, `replay` and `dlq retry`. It answers of each event: applied, repeated or refused, and why.
-- Unlike record_interactions it takes events however old, each once by the inbox, without debounce, and leaves nothing in
-- the outbox.
create or replace function public.apply_foreign_events(events jsonb)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _events cinelibre.foreign_event[];
    _reader record;
begin
    perform set_config('cinelibre.origin', 'foreign', true);
    perform cinelibre.lock_readers(array(
        select p.user_id from cinelibre.parse_foreign_events(apply_foreign_events.events) as p
    ));
    _events := cinelibre.take_foreign_events(array(
        select j from cinelibre.judge_foreign_events(apply_foreign_events.events) as j
    ));
    perform cinelibre.lock_items(array(select (e.event).item_id from unnest(_events) as e where e.outcome = 'applied'));
    for _reader in
        with recorded as (
            insert into cinelibre.interactions
            (user_id, item_id, interaction_type, occurred_at, rating, seconds, fraction, query, context)
            select
                e.user_id, (e.event).item_id, (e.event).interaction_type, least((e.event).occurred_at, now()),
                (e.event).rating, (e.event).seconds, (e.event).fraction, (e.event).query, (e.event).context
            from unnest(_events) as e
            where e.outcome = 'applied'
            order by e.place
            returning id, user_id
        )
        select r.user_id, array_agg(r.id order by r.id) as ids
        from recorded as r
        group by r.user_id
        order by r.user_id
    loop
        perform cinelibre.apply_interactions(_reader.user_id, _reader.ids);
    end loop;
    return cinelibre.describe_outcomes(_events);
end;
$$;
