-- list_activity: list the days on which a user did something, in their zone, with how many events and ratings each has.
-- Called by describe_activity. What merely happened to them is left out by the names of its types. A day
-- counts if it has an event or if a rating dates from it; an event of which only the day is known belongs to that day.
create or replace function cinelibre.list_activity(user_id integer, zone text, passive text[])
returns table (day date, n_events bigint, n_searches bigint, n_ratings bigint, star_sum float8)
language sql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select said.day, count(*) filter (where said.is_event), count(*) filter (where said.is_search), count(said.stars), coalesce(sum(said.stars), 0)
    from (
        select
            coalesce(e.on_day, (e.occurred_at at time zone list_activity.zone)::date) as day,
            true as is_event,
            e.interaction_type = 'search' as is_search,
            null::float8 as stars
        from cinelibre.interactions as e
        where e.user_id = list_activity.user_id
            and e.interaction_type <> all (list_activity.passive)
        union all
        select (r.rated_at at time zone list_activity.zone)::date, false, false, r.rating::float8
        from cinelibre.ratings as r
        where r.user_id = list_activity.user_id and r.source = 'rating'
    ) as said
    group by said.day;
$$;
