-- delete_old_explorations: delete a limited number of logs of what chance decided, older than impressions are kept.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers fewer.
create or replace function public.delete_old_explorations(row_limit integer, keep_days integer default 30)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with gone as (
        delete from cinelibre.explorations as x
        where x.recommendation_id in (
            select o.recommendation_id
            from cinelibre.explorations as o
            where o.made_at < now() - make_interval(days => delete_old_explorations.keep_days)
            order by o.made_at, o.recommendation_id
            limit delete_old_explorations.row_limit
            for update skip locked
        )
        returning x.recommendation_id
    )
    select jsonb_build_object('n_explorations', (select count(*) from gone));
$$;
