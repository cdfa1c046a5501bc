-- get_click_through: count by day, source and place what lists, not rows, showed in the last days, and what became of it.
-- Called by describe_traffic. Days are UTC's; the first is today. `place` is the first of a band of `places`. `source` is what
-- contributed most; unknown if nothing did. A click belongs to the list that attribute_events says. Of a day with more
-- than day_limit impressions the newest are counted, so that the call takes no longer on a busy service.
create or replace function public.get_click_through(
    days integer,
    places integer[] default '{1,2,4,7,11,21}',
    within_hours float8 default 24,
    day_limit integer default 20000
)
returns table (day date, source text, place integer, n_shown integer, n_clicked integer, n_helpful integer, n_not_for_me integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with shown as materialized (
        select day_of.day, i.recommendation_id, i.item_id, i.place, coalesce(i.source, 'unknown') as source
        from generate_series(0, get_click_through.days - 1) as back
        cross join lateral (select (now() at time zone 'UTC')::date - back as day) as day_of
        cross join lateral (
            select p.*
            from cinelibre.impressions as p
            where p.shown_at >= day_of.day::timestamp at time zone 'UTC'
                and p.shown_at < (day_of.day + 1)::timestamp at time zone 'UTC'
                and p.row_key is null
            order by p.shown_at desc, p.recommendation_id, p.item_id
            limit get_click_through.day_limit
        ) as i
    ),
    clicked as materialized (
        select t.recommendation_id, t.item_id
        from cinelibre.attribute_events(
            array(select distinct s.recommendation_id from shown as s), make_interval(secs => 3600 * within_hours), null, null
        ) as t
        where t.is_clicked
    )
    select
        s.day,
        s.source,
        get_click_through.places[greatest(width_bucket(s.place::integer, get_click_through.places), 1)],
        count(*)::integer,
        count(c.item_id)::integer,
        count(helpful.id)::integer,
        count(refused.id)::integer
    from shown as s
    left join clicked as c on c.recommendation_id = s.recommendation_id and c.item_id = s.item_id
    left join cinelibre.feedback as helpful
        on helpful.recommendation_id = s.recommendation_id and helpful.item_id = s.item_id and helpful.kind = 'helpful'
    left join cinelibre.feedback as refused
        on refused.recommendation_id = s.recommendation_id and refused.item_id = s.item_id and refused.kind = 'not_for_me'
    group by 1, 2, 3
    order by 1 desc, 2, 3;
$$;
