-- get_feedback_log: return a page of the lists that readers were shown or spoke of, and what became of every entry.
-- `python -m api.jobs evaluate --from-feedback`. Rows of a front page are left out: their places are none of a list.
-- `last` is where the next page goes on, null on the last page. The entries are arrays: item, place, whether it was
-- shown, clicked on, accepted, variant, contributions, feedback.
create or replace function public.get_feedback_log(
    after uuid,
    page_limit integer,
    within_hours float8,
    accepted_from float8,
    liked_from real
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with page as materialized (
        select ids.id
        from (
            (
                select distinct i.recommendation_id as id from cinelibre.impressions as i
                where i.recommendation_id > get_feedback_log.after and i.row_key is null
                order by i.recommendation_id limit get_feedback_log.page_limit
            )
            union
            (
                select distinct f.recommendation_id from cinelibre.feedback as f
                where f.recommendation_id > get_feedback_log.after
                order by f.recommendation_id limit get_feedback_log.page_limit
            )
        ) as ids
        order by ids.id
        limit get_feedback_log.page_limit
    ),
    lists as (
        select e.recommendation_id, e.user_id, jsonb_agg(
            jsonb_build_array(
                e.item_id, e.place, e.is_shown, coalesce(t.is_clicked, false),
                coalesce(t.is_accepted, false) or 'helpful' = any (e.kinds), e.variant,
                cinelibre.sum_contributions(e.contributions), e.kinds
            )
            order by e.place, e.item_id
        ) as entries
        from cinelibre.list_logged_entries(array(select p.id from page as p)) as e
        left join cinelibre.attribute_events(
            array(select p.id from page as p), make_interval(secs => 3600 * get_feedback_log.within_hours),
            get_feedback_log.accepted_from, get_feedback_log.liked_from
        ) as t on t.recommendation_id = e.recommendation_id and t.item_id = e.item_id
        group by e.recommendation_id, e.user_id
    )
    select jsonb_build_object(
        'lists', coalesce(jsonb_agg(jsonb_build_array(l.user_id, l.entries) order by l.recommendation_id, l.user_id), '[]'),
        'last', (
            select p.id
            from page as p
            where (select count(*) from page) = get_feedback_log.page_limit
            order by p.id desc
            limit 1
        )
    )
    from lists as l;
$$;
