-- describe_activity: return when a user did something: by month, in the last days, and in how many days in a row.
-- Called by get_insights. Days and months are those of their zone. passive names the types of events that they did not do.
create or replace function cinelibre.describe_activity(
    user_id integer,
    months date[],
    zone text,
    today date,
    recent_days integer,
    passive text[]
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with active as materialized (
        select a.*
        from cinelibre.list_activity(
            describe_activity.user_id, describe_activity.zone, describe_activity.passive
        ) as a
    ),
    by_month as (
        select
            m.month,
            count(a.day) as n_active_days,
            coalesce(sum(a.n_events), 0) as n_events,
            coalesce(sum(a.n_searches), 0) as n_searches,
            coalesce(sum(a.n_ratings), 0) as n_ratings,
            sum(a.star_sum) / nullif(sum(a.n_ratings), 0)::float8 as average
        from unnest(describe_activity.months) as m (month)
        left join active as a on a.day >= m.month and a.day < m.month + interval '1 month'
        group by m.month
    )
    select jsonb_build_object(
        'today', describe_activity.today,
        'months', (select jsonb_agg(to_jsonb(b) order by b.month) from by_month as b),
        'streaks', cinelibre.measure_streaks(array(select a.day from active as a), describe_activity.today),
        'recent', jsonb_build_object(
            'n_days', describe_activity.recent_days,
            'n_active_days', count(*),
            'n_events', coalesce(sum(greatest(recent.n_events, recent.n_ratings)), 0)
        )
    )
    from active as recent
    where recent.day > describe_activity.today - describe_activity.recent_days
        and recent.day <= describe_activity.today;
$$;
