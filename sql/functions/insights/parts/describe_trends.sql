-- describe_trends: return a user's preferences, each with what was said for and against it at the end of each month.
-- Called by get_insights. Where a month says nothing of a feature, as of people before they were known, it has 0.
create or replace function cinelibre.describe_trends(
    user_id integer,
    months date[],
    zone text,
    history_limit integer,
    per_kind integer
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with preferences as materialized (
        select p.*
        from cinelibre.list_preferences(
            describe_trends.user_id, describe_trends.history_limit, describe_trends.per_kind
        ) as p
    ),
    trends as materialized (
        select t.*
        from cinelibre.list_trends(
            describe_trends.user_id,
            describe_trends.months,
            describe_trends.zone,
            array(select p.kind from preferences as p order by p.kind, p.name),
            array(select p.name from preferences as p order by p.kind, p.name),
            describe_trends.history_limit
        ) as t
    )
    select coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('trend', told.trend) order by p.kind, p.name), '[]')
    from preferences as p
    join (
        select
            q.kind,
            q.name,
            jsonb_agg(
                jsonb_build_object('month', m.month, 'liked', coalesce(t.liked, 0), 'disliked', coalesce(t.disliked, 0))
                order by m.month
            ) as trend
        from preferences as q
        cross join unnest(describe_trends.months) as m (month)
        left join trends as t on t.month = m.month and t.kind = q.kind and t.name = q.name
        group by q.kind, q.name
    ) as told on told.kind = p.kind and told.name = p.name;
$$;
