-- sum_moments: return for each variant and measure of an experiment the sums that its estimate and variance are made of.
-- Called by get_experiment_moments. Each reader is one observation (x, y), a measure is Σx / Σy: what a reader was shown
-- counts together, because one reader's clicks go together. A return counts once a week has passed.
create or replace function cinelibre.sum_moments(experiment_id integer)
returns table (variant text, measure text, n integer, x float8, y float8, xx float8, yy float8, xy float8)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with readers as materialized (
        select
            r.variant,
            r.returned_at,
            r.entered_at < e.measured_at - interval '7 days' as is_due,
            coalesce(sum(d.n_shown), 0)::float8 as n_shown,
            sum(d.n_clicked)::float8 as n_clicked,
            sum(d.n_accepted)::float8 as n_accepted,
            sum(d.n_refused)::float8 as n_refused,
            coalesce(sum(d.n_rated), 0)::float8 as n_rated,
            sum(d.stars) as stars
        from cinelibre.experiments as e
        join cinelibre.experiment_readers as r on r.experiment_id = e.id
        left join cinelibre.experiment_days as d on d.experiment_id = r.experiment_id and d.user_id = r.user_id
        where e.id = sum_moments.experiment_id
        group by r.user_id, r.variant, r.returned_at, r.entered_at, e.measured_at
    )
    select r.variant, m.measure, count(*)::integer, sum(m.x), sum(m.y), sum(m.x * m.x), sum(m.y * m.y), sum(m.x * m.y)
    from readers as r
    cross join lateral (
        values
            ('click_through', r.n_clicked, r.n_shown),
            ('acceptance', r.n_accepted, r.n_shown),
            ('not_for_me', r.n_refused, r.n_shown),
            ('ratings', r.stars, r.n_rated),
            ('return', (r.returned_at is not null)::integer::float8, r.is_due::integer::float8)
    ) as m (measure, x, y)
    where m.y > 0
    group by r.variant, m.measure;
$$;
