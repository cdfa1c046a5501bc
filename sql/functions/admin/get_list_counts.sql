-- get_list_counts: return to an admin how many lists were made and shown, and what became of what they showed.
-- GET /admin/lists. Lists are kept for a week and impressions for 30 days, so older days say nothing. `sources` is by day
-- and source, `places` by band of places.
create or replace function public.get_list_counts(
    caller_id integer,
    caller_version integer,
    days integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with admin as materialized (
        select cinelibre.require_admin(c.user_id) as user_id
        from cinelibre.require_caller(get_list_counts.caller_id, get_list_counts.caller_version, get_list_counts.acts_for) as c
    ),
    through as materialized (
        select t.* from public.get_click_through(get_list_counts.days) as t
    ),
    by_source as (
        select
            t.day, t.source, sum(t.n_shown) as n_shown, sum(t.n_clicked) as n_clicked,
            sum(t.n_helpful) as n_helpful, sum(t.n_not_for_me) as n_not_for_me
        from through as t
        group by t.day, t.source
    ),
    by_place as (
        select t.place, sum(t.n_shown) as n_shown, sum(t.n_clicked) as n_clicked
        from through as t
        group by t.place
    )
    select jsonb_build_object(
        'days', (select coalesce(jsonb_agg(to_jsonb(l) order by l.day desc), '[]') from cinelibre.list_made_lists(days) as l),
        'sources', (select coalesce(jsonb_agg(to_jsonb(s) order by s.day desc, s.source), '[]') from by_source as s),
        'places', (select coalesce(jsonb_agg(to_jsonb(p) order by p.place), '[]') from by_place as p)
    )
    from admin as a
    where a.user_id is not null;
$$;
