-- get_exploration_log: return a page of the lists of which chance decided something, and what their readers did.
-- `python -m api.jobs evaluate --off-policy`. `last` is where the next page goes on, null on the last page. A list is an
-- array: reader, place, item, propensity, choices, prior, length of history, preset, its propensity, whether the explored
-- item was clicked, how many items were shown, how many clicked. Lists that were never shown are left out, and so is
-- the exploring place of a list on a page that nobody opened.
create or replace function public.get_exploration_log(after uuid, page_limit integer, within_hours float8)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select x.*
        from cinelibre.explorations as x
        where x.recommendation_id > get_exploration_log.after
        order by x.recommendation_id
        limit get_exploration_log.page_limit
    ),
    clicked as materialized (
        select t.recommendation_id, t.item_id
        from cinelibre.attribute_events(
            array(select p.recommendation_id from page as p), make_interval(secs => 3600 * get_exploration_log.within_hours), null, null
        ) as t
        where t.is_clicked
    ),
    shown as (
        select
            i.recommendation_id, count(*) as n_shown, count(c.item_id) as n_clicked,
            bool_or(i.item_id = p.item_id) as is_explored, coalesce(bool_or(c.item_id = p.item_id), false) as is_clicked
        from page as p
        join cinelibre.impressions as i on i.recommendation_id = p.recommendation_id
        left join clicked as c on c.recommendation_id = i.recommendation_id and c.item_id = i.item_id
        group by i.recommendation_id
    )
    select jsonb_build_object(
        'lists', coalesce(jsonb_agg(jsonb_build_array(
            p.user_id, p.place, case when s.is_explored then p.item_id end, p.propensity, p.choices, p.prior, p.told,
            p.preset, p.preset_propensity, s.is_clicked, s.n_shown, s.n_clicked
        ) order by p.recommendation_id), '[]'),
        'last', (
            select l.recommendation_id
            from page as l
            where (select count(*) from page) = get_exploration_log.page_limit
            order by l.recommendation_id desc
            limit 1
        )
    )
    from page as p
    join shown as s on s.recommendation_id = p.recommendation_id;
$$;
