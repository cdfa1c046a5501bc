-- describe_outbox: say whether the outbox is on, how many events wait in it, and how long the oldest has waited.
-- Called by get_outbox, switch_outbox, get_doctor_facts and get_metrics.
create or replace function cinelibre.describe_outbox()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'is_on', s.is_on,
        'changed_at', s.changed_at,
        'n_waiting', lag.rows,
        'oldest_seconds', lag.oldest_seconds
    )
    from cinelibre.outbox_switch as s
    cross join cinelibre.outbox_lag() as lag
    where s.is_only_row;
$$;
