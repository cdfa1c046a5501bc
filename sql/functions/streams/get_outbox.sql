-- get_outbox: say whether the outbox is on, how many events wait in it, and how long the oldest has waited.
-- `python -m api.jobs status`.
create or replace function public.get_outbox()
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.describe_outbox();
$$;
