-- describe_traffic: count the catalogue, what lacks a vector, who was active, and what became of what lists showed.
-- Called by get_metrics. A reader is active if they did something or were shown a new list within the last day.
-- Click-through is summed over days; of each day the newest day_limit impressions count.
create or replace function cinelibre.describe_traffic(days integer default 7, day_limit integer default 5000)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'n_movies', (select count(*) from cinelibre.movies),
        'n_books', (select count(*) from cinelibre.books),
        'n_without_vector', cinelibre.count_without_vector(),
        'n_active_readers', (
            select count(distinct active.user_id)
            from (
                select e.user_id
                from cinelibre.interactions as e
                where e.occurred_at > now() - interval '1 day'
                    and e.occurred_at <= now()
                union all
                select i.user_id
                from cinelibre.impressions as i
                where i.shown_at > now() - interval '1 day'
            ) as active
        ),
        'click_through', (
            select coalesce(jsonb_agg(to_jsonb(summed) order by summed.source, summed.place), '[]')
            from (
                select
                    c.source,
                    c.place,
                    sum(c.n_shown) as n_shown,
                    sum(c.n_clicked) as n_clicked,
                    sum(c.n_helpful) as n_helpful,
                    sum(c.n_not_for_me) as n_not_for_me
                from public.get_click_through(describe_traffic.days, day_limit => describe_traffic.day_limit) as c
                group by c.source, c.place
            ) as summed
        )
    );
$$;
