-- get_insights: return what a user's ratings and events say of them: tastes and their trend, stars, variety, activity.
-- GET /insights/me. Months and days are those of the user's timezone; the newest month is the present one. Python makes
-- weights and the engagement score of it.
create or replace function public.get_insights(
    caller_id integer,
    caller_version integer,
    history_limit integer,
    per_kind integer,
    month_count integer,
    least_raters integer,
    shown_limit integer,
    recent_days integer,
    passive text[],
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'user_id', u.id,
        'taken_at', now(),
        'timezone', u.timezone,
        'preferences', cinelibre.describe_trends(
            u.id, here.months, u.timezone, get_insights.history_limit, get_insights.per_kind
        ),
        'stars', cinelibre.compare_stars(u.id, get_insights.least_raters),
        'diversity', cinelibre.describe_diversity(
            u.id, here.month at time zone u.timezone, get_insights.shown_limit
        ),
        'activity', cinelibre.describe_activity(
            u.id, here.months, u.timezone, here.today, get_insights.recent_days, get_insights.passive
        )
    )
    from cinelibre.require_caller(get_insights.caller_id, get_insights.caller_version, get_insights.acts_for) as caller
    join cinelibre.users as u on u.id = caller.user_id
    cross join lateral (select (now() at time zone u.timezone)::date as today) as clock
    cross join lateral (
        select
            clock.today,
            date_trunc('month', clock.today::timestamp) as month,
            array(
                select (date_trunc('month', clock.today::timestamp) - make_interval(months => back))::date
                from generate_series(get_insights.month_count - 1, 0, -1) as back
                order by back desc
            ) as months
    ) as here;
$$;
