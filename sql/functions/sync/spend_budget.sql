-- spend_budget: takes some requests of a day's budget; answers how many may be made, 0 where nothing is left.
-- Days end at midnight of the zone the source counts in.
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
    delete from cinelibre.api_budgets as b
    where b.api = spend_budget.api
        and b.day < (now() at time zone spend_budget.zone)::date - 30;

    insert into cinelibre.api_budgets (api, day)
    values (spend_budget.api, (now() at time zone spend_budget.zone)::date)
    on conflict on constraint api_budgets_pkey do nothing;

    with before as materialized (
        select b.used
        from cinelibre.api_budgets as b
        where b.api = spend_budget.api
            and b.day = (now() at time zone spend_budget.zone)::date
        for update
    ),
    granted as (
        select greatest(0, least(spend_budget.wanted, spend_budget.daily_limit - b.used)) as n
        from before as b
    ),
    spent as (
        update cinelibre.api_budgets as b
        set used = b.used + g.n
        from granted as g
        where b.api = spend_budget.api
            and b.day = (now() at time zone spend_budget.zone)::date
        returning g.n
    )
    select s.n from spent as s;
$$;
