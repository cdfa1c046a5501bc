-- find_return: return when a user first came back: on a later day of UTC, and within seven days of a moment; or null.
-- Called by measure_experiment. Lists shown and events of any type count.
create or replace function cinelibre.find_return(user_id integer, entered_at timestamptz, within interval default '7 days')
returns timestamptz
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select least(
        (
            select min(i.shown_at)
            from cinelibre.impressions as i
            where i.user_id = find_return.user_id
                and i.shown_at >= date_trunc('day', find_return.entered_at, 'UTC') + interval '1 day'
                and i.shown_at < find_return.entered_at + find_return.within
        ),
        (
            select min(e.occurred_at)
            from cinelibre.interactions as e
            where e.user_id = find_return.user_id
                and e.occurred_at >= date_trunc('day', find_return.entered_at, 'UTC') + interval '1 day'
                and e.occurred_at < find_return.entered_at + find_return.within
        )
    );
$$;
