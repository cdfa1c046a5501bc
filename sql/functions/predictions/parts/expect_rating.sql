-- expect_rating: return what an average reader would give an item: the mean of its type, and how far its raters differ.
-- Called by predict_for for asked and for rated items. Both means are damped. Without any ratings the mean is 3.5.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.expect_rating(
    item_id integer,
    damping float8,
    mean_of_none float8 default 3.5,
    damping_of_mean float8 default 50
)
returns table (expected float8, n_ratings integer)
language sql
stable
rows 1
as $$
    select
        m.mean + (coalesce(s.rating_sum, 0) - coalesce(s.rating_count, 0) * m.mean) / (coalesce(s.rating_count, 0) + expect_rating.damping),
        coalesce(s.rating_count, 0)
    from cinelibre.items as i
    join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    cross join lateral (
        select (t.rating_sum + mean_of_none * damping_of_mean) / (t.rating_count + damping_of_mean)
    ) as m (mean)
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = expect_rating.item_id;
$$;
