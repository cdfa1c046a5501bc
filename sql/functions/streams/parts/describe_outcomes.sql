-- describe_outcomes: return what becomes of some events, in their order: an outcome each, and why it is refused.
-- Called by apply_foreign_events and get_foreign_outcomes.
create or replace function cinelibre.describe_outcomes(events cinelibre.foreign_event[])
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(jsonb_build_object('outcome', e.outcome, 'reason', e.reason) order by e.place), '[]')
    from unnest(describe_outcomes.events) as e;
$$;
