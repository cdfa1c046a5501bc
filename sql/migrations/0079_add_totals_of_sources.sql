-- What the sources think of what people here rated: for each rating here the item's damped average at its source.
-- Predictions take from it how far a title is above what is usually rated, so that a title with few ratings has a start.
-- total_stars writes it with the other totals.
alter table cinelibre.catalogue_totals
add column source_sum float8 not null default 0,
add column source_count bigint not null default 0;

update cinelibre.catalogue_totals as t
set source_sum = counted.total,
    source_count = counted.n
from (
    select i.item_type, sum(s.rating_count * i.damped_rating::float8) as total, sum(s.rating_count) as n
    from cinelibre.item_stats as s
    join cinelibre.items as i on i.id = s.item_id
    where i.external_rating is not null
    group by i.item_type
) as counted
where counted.item_type = t.item_type;
