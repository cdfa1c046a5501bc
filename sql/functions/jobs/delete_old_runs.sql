-- delete_old_runs: delete runs of jobs that ended long ago, and old days of request budgets.
-- `python -m api.jobs cleanup` and the scheduler. The newest run of each job always stays.
create or replace function public.delete_old_runs(keep_days integer default 90, budget_days integer default 30)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old_runs as (
        delete from cinelibre.job_runs as j
        where j.ended_at < now() - make_interval(days => delete_old_runs.keep_days)
            and exists (
                select
                from cinelibre.job_runs as later
                where later.job_name = j.job_name
                    and later.id > j.id
            )
        returning j.id
    ),
    old_budgets as (
        delete from cinelibre.api_budgets as b
        where b.day < current_date - delete_old_runs.budget_days
        returning b.day
    )
    select jsonb_build_object(
        'n_runs', (select count(*) from old_runs),
        'n_budgets', (select count(*) from old_budgets)
    );
$$;
