-- count_days: count by reader and UTC's day what an experiment's lists showed them, and what became of it.
-- Called by measure_experiment. Clicks and acceptance belong to the list that attribute_events says, a rating to the last
-- list that had shown the item before.
create or replace function cinelibre.count_days(
    experiment cinelibre.experiments,
    reader_ids integer[],
    since timestamptz,
    within interval,
    accepted_from float8,
    liked_from real
)
returns table (
    user_id integer, day date, n_shown integer, n_clicked integer, n_accepted integer, n_refused integer, n_rated integer, stars float8
)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with shown as materialized (
        select
            i.user_id, i.item_id, i.recommendation_id, i.shown_at, (i.shown_at at time zone 'UTC')::date as day,
            lead(i.shown_at) over (partition by i.user_id, i.item_id order by i.shown_at, i.recommendation_id) as next_at
        from cinelibre.experiment_readers as r
        join cinelibre.impressions as i on i.user_id = r.user_id and i.shown_at >= count_days.since
        where r.experiment_id = (count_days.experiment).id
            and r.user_id = any (count_days.reader_ids)
            and (count_days.experiment).name || ':' || r.variant = any (string_to_array(i.variant, '+'))
    ),
    touched as materialized (
        select t.*
        from cinelibre.attribute_events(
            array(select distinct s.recommendation_id from shown as s), count_days.within, count_days.accepted_from,
            count_days.liked_from
        ) as t
    )
    select
        s.user_id,
        s.day,
        count(*)::integer,
        (count(*) filter (where t.is_clicked))::integer,
        (count(*) filter (where t.is_accepted))::integer,
        count(refused.id)::integer,
        count(r.id)::integer,
        coalesce(sum(r.rating), 0)::float8
    from shown as s
    left join touched as t on t.recommendation_id = s.recommendation_id and t.item_id = s.item_id
    left join cinelibre.feedback as refused
        on refused.recommendation_id = s.recommendation_id and refused.item_id = s.item_id and refused.kind = 'not_for_me'
    left join cinelibre.ratings as r
        on r.user_id = s.user_id and r.item_id = s.item_id and r.source = 'rating'
        and r.rated_at >= s.shown_at and (s.next_at is null or r.rated_at < s.next_at)
    group by s.user_id, s.day;
$$;
