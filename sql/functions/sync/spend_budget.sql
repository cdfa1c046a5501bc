-- spend_budget: takes some requests of a day's budget; answers how many may be made: all of them, or 0 where not so many
-- are left. Days end at midnight of the zone the source counts in.
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
