-- How many stars all items of a type got, for predictions: the mean of all, without a scan of the catalogue.
-- total_stars writes them after whatever imports ratings, and with the statistics. Triggers do not: one row that
-- every rating writes would make all readers wait for each other.
alter table cinelibre.catalogue_totals
add column rating_count bigint not null default 0,
add column rating_sum float8 not null default 0;

update cinelibre.catalogue_totals as t
set rating_count = counted.n,
    rating_sum = counted.stars
from (
    select i.item_type, sum(s.rating_count) as n, sum(s.rating_sum) as stars
    from cinelibre.item_stats as s
    join cinelibre.items as i on i.id = s.item_id
    group by i.item_type
) as counted
where counted.item_type = t.item_type;
