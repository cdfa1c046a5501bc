-- spend_budget: take some requests from a day's budget; answer all of them, or 0 if fewer are left.
-- Called by `python -m api.jobs sync` before it asks a source. A day ends at midnight in the source's own timezone.
create or replace function public.spend_budget(
    api text,
    wanted integer,
    daily_limit integer,
    zone text default 'America/Los_Angeles'
)
returns integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with spent as (
        insert into cinelibre.api_budgets as b (api, day, used)
        select spend_budget.api, (now() at time zone spend_budget.zone)::date, spend_budget.wanted
        where spend_budget.wanted <= spend_budget.daily_limit
        on conflict on constraint api_budgets_pkey do update
        set used = b.used + excluded.used
        where b.used + excluded.used <= spend_budget.daily_limit
        returning spend_budget.wanted as n
    )
    select coalesce((select s.n from spent as s), 0);
$$;
