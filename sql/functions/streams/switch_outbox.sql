-- switch_outbox: turn the outbox on or off for every writer of this database, and say how it stands.
-- `python -m api.jobs stream`. Events that wait stay, and can still be relayed. A transaction under way that looked
-- before the switch leaves no event.
create or replace function public.switch_outbox(is_on boolean)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    update cinelibre.outbox_switch as s
    set is_on = switch_outbox.is_on,
        changed_at = now()
    where s.is_only_row
        and s.is_on <> switch_outbox.is_on;
    return cinelibre.describe_outbox();
end;
$$;
