-- summarize_users: count what some users rated, marked and did, a row each, as user_interaction_summary has it.
-- Called by refresh_summaries and describe_features. Events that cleanup rolled up count, too.
create or replace function cinelibre.summarize_users(user_ids integer[])
returns setof cinelibre.user_interaction_summary
language sql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        u.id, rated.n_stars, rated.average, rated.counts, rated.n_liked,
        marked.on_watchlist, marked.favorite, marked.seen, marked.hidden,
        log.n + old.n, log.n_searches + old.n_searches,
        least(rated.first_at, log.first_at, old.first_at), greatest(rated.last_at, log.last_at, old.last_at), now()
    from unnest(summarize_users.user_ids) as u (id)
    cross join lateral (
        select
            count(s.stars)::integer as n_stars,
            avg(s.stars) as average,
            array[
                count(*) filter (where s.stars = 0.5), count(*) filter (where s.stars = 1),
                count(*) filter (where s.stars = 1.5), count(*) filter (where s.stars = 2),
                count(*) filter (where s.stars = 2.5), count(*) filter (where s.stars = 3),
                count(*) filter (where s.stars = 3.5), count(*) filter (where s.stars = 4),
                count(*) filter (where s.stars = 4.5), count(*) filter (where s.stars = 5)
            ]::integer[] as counts,
            count(*) filter (where s.rating >= 4)::integer as n_liked,
            min(s.rated_at) as first_at,
            max(s.rated_at) as last_at
        from (
            select r.rating, r.rated_at, case when r.source in ('rating', 'simulated') then r.rating::float8 end as stars
            from cinelibre.ratings as r
            where r.user_id = u.id
        ) as s
    ) as rated
    cross join lateral (
        select
            count(s.on_watchlist_at)::integer as on_watchlist, count(s.favorite_at)::integer as favorite,
            count(s.seen_at)::integer as seen, count(s.hidden_at)::integer as hidden
        from cinelibre.shelf as s
        where s.user_id = u.id
    ) as marked
    cross join lateral (
        select
            count(*)::integer as n, count(*) filter (where e.interaction_type = 'search')::integer as n_searches,
            min(e.occurred_at) as first_at, max(e.occurred_at) as last_at
        from cinelibre.interactions as e
        where e.user_id = u.id
    ) as log
    cross join lateral (
        select
            coalesce(sum(p.event_count), 0)::integer as n,
            coalesce(sum(p.event_count) filter (where p.interaction_type = 'search'), 0)::integer as n_searches,
            min(p.first_at) as first_at, max(p.last_at) as last_at
        from cinelibre.preference_rollups as p
        where p.user_id = u.id
    ) as old;
$$;
