-- expect_rating: return what an average reader would give an item, and how many rated it.
-- Called by predict_for for asked and for rated items. It starts from the mean of the type and how far the item is
-- above other items at its source, half a star for each of ten points there, a star for each of five. Ratings here
-- move it. Without any the mean is 3.5.
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
        (coalesce(s.rating_sum, 0) + expect_rating.damping * (m.mean + m.above)) / (coalesce(s.rating_count, 0) + expect_rating.damping),
        coalesce(s.rating_count, 0)
    from cinelibre.items as i
    join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    cross join lateral (
        select
            (t.rating_sum + mean_of_none * damping_of_mean) / (t.rating_count + damping_of_mean),
            case
                when i.external_rating is null or t.source_count = 0 then 0
                else (i.damped_rating - t.source_sum / t.source_count) * case i.item_type when 'movie' then 0.5 else 1 end
            end
    ) as m (mean, above)
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = expect_rating.item_id;
$$;
