-- delete_old_lists: delete a limited number of recommendation lists older than a week, with their impressions.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers 0. save_recommendations tidies the lists of
-- users who ask for new ones; this one serves the users who stayed away. It skips what another call is deleting.
create or replace function public.delete_old_lists(list_limit integer, keep_days integer default 7)
returns jsonb
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with old as materialized (
        select l.id
        from cinelibre.recommendation_lists as l
        where l.created_at < now() - make_interval(days => delete_old_lists.keep_days)
        order by l.created_at, l.id
        limit delete_old_lists.list_limit
        for update skip locked
    ),
    shown as materialized (
        select count(*) as n
        from cinelibre.impressions as i
        where i.recommendation_id in (select old.id from old)
    ),
    gone as (
        delete from cinelibre.recommendation_lists as l
        using old
        where l.id = old.id
        returning l.id
    )
    select jsonb_build_object(
        'n_lists', (select count(*) from gone),
        'n_impressions', (select shown.n from shown)
    );
$$;
