-- get_foreign_outcomes: return what apply_foreign_events would answer now, without changing anything.
-- `python -m api.jobs replay --dry-run`.
create or replace function public.get_foreign_outcomes(events jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_outcomes(array(select j from cinelibre.judge_foreign_events(get_foreign_outcomes.events) as j));
$$;
