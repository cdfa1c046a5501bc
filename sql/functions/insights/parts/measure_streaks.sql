-- measure_streaks: return the longest run of days in a row, and the run that still goes on: it ends today or yesterday.
-- Called by describe_activity. Days after today, which an import may bring, do not count.
create or replace function cinelibre.measure_streaks(days date[], today date)
returns jsonb
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with runs as (
        select min(d.day) as first_day, max(d.day) as last_day, count(*) as n_days
        from (
            select one.day, one.day - row_number() over (order by one.day)::integer as run
            from (select distinct u.day from unnest(measure_streaks.days) as u (day) where u.day <= measure_streaks.today) as one
        ) as d
        group by d.run
    )
    select jsonb_build_object(
        'current', coalesce((select r.n_days from runs as r where r.last_day >= measure_streaks.today - 1), 0),
        'longest', coalesce(max(r.n_days), 0),
        'longest_from', (select r.first_day from runs as r order by r.n_days desc, r.last_day desc limit 1),
        'longest_to', (select r.last_day from runs as r order by r.n_days desc, r.last_day desc limit 1),
        'last_active_on', max(r.last_day)
    )
    from runs as r;
$$;
