-- list_growth: count the items, accounts and star ratings of each of the last days, and who rated on them.
-- Called by get_growth. A rating counts on the day that it says; one that was changed counts where it stands now.
create or replace function cinelibre.list_growth(days integer)
returns table (day date, n_items integer, n_accounts integer, n_ratings integer, n_raters integer)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with bounds as (
        select (now() at time zone 'UTC')::date as today, (now() at time zone 'UTC')::date - list_growth.days + 1 as since
    ),
    came as materialized (
        select (i.created_at at time zone 'UTC')::date as day, 'item' as what, count(*) as n, 0::bigint as n_people
        from cinelibre.items as i
        cross join bounds as b
        where i.created_at >= b.since::timestamp at time zone 'UTC'
        group by 1
        union all
        select (u.created_at at time zone 'UTC')::date, 'account', count(*), 0
        from cinelibre.users as u
        cross join bounds as b
        where u.created_at >= b.since::timestamp at time zone 'UTC'
            and u.email is not null
            and u.role = 'user'
        group by 1
        union all
        select (r.rated_at at time zone 'UTC')::date, 'rating', count(*), count(distinct r.user_id)
        from cinelibre.ratings as r
        cross join bounds as b
        where r.rated_at >= b.since::timestamp at time zone 'UTC'
            and r.source = 'rating'
        group by 1
    )
    select
        b.today - back,
        coalesce(sum(c.n) filter (where c.what = 'item'), 0)::integer,
        coalesce(sum(c.n) filter (where c.what = 'account'), 0)::integer,
        coalesce(sum(c.n) filter (where c.what = 'rating'), 0)::integer,
        coalesce(sum(c.n_people), 0)::integer
    from bounds as b
    cross join generate_series(0, list_growth.days - 1) as back
    left join came as c on c.day = b.today - back
    group by b.today, back
    order by back;
$$;
