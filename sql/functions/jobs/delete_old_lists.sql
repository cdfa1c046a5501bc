-- delete_old_lists: delete a limited number of lists older than a week, and of impressions older than 30 days.
-- `python -m api.jobs cleanup` and the scheduler call it until it answers fewer. save_recommendations tidies the lists of
-- users who ask for new ones; this one serves the users who stayed away. It skips what another call is deleting.
create or replace function public.delete_old_lists(
    list_limit integer,
    impression_limit integer,
    keep_days integer default 7,
    keep_impressions_days integer default 30
)
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
    passed as materialized (
        select i.recommendation_id, i.item_id
        from cinelibre.impressions as i
        where i.shown_at < now() - make_interval(days => delete_old_lists.keep_impressions_days)
        order by i.shown_at, i.recommendation_id, i.item_id
        limit delete_old_lists.impression_limit
        for update skip locked
    ),
    forgotten as (
        delete from cinelibre.impressions as i
        using passed
        where i.recommendation_id = passed.recommendation_id and i.item_id = passed.item_id
        returning i.item_id
    ),
    gone as (
        delete from cinelibre.recommendation_lists as l
        using old
        where l.id = old.id
        returning l.id
    )
    select jsonb_build_object(
        'n_lists', (select count(*) from gone),
        'n_impressions', (select count(*) from forgotten)
    );
$$;
