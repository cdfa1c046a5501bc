-- total_stars: write how many ratings in stars each type has, their sum, and what the sources think of the same titles.
-- Called by refresh_features. expect_rating takes means from here. They change slowly, so they may be hours old.
create or replace function cinelibre.total_stars()
returns void
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    perform t.item_type
    from cinelibre.catalogue_totals as t
    order by t.item_type
    for no key update;
    update cinelibre.catalogue_totals as t
    set rating_count = counted.n,
        rating_sum = counted.stars,
        source_count = counted.n_known,
        source_sum = counted.known
    from (
        select
            kinds.item_type,
            coalesce(sum(s.rating_count), 0) as n,
            coalesce(sum(s.rating_sum), 0) as stars,
            coalesce(sum(s.rating_count) filter (where i.external_rating is not null), 0) as n_known,
            coalesce(sum(s.rating_count * i.damped_rating::float8) filter (where i.external_rating is not null), 0) as known
        from cinelibre.catalogue_totals as kinds
        left join cinelibre.items as i on i.item_type = kinds.item_type
        left join cinelibre.item_stats as s on s.item_id = i.id
        group by kinds.item_type
    ) as counted
    where counted.item_type = t.item_type
        and (t.rating_count, t.rating_sum, t.source_count, t.source_sum)
        is distinct from (counted.n, counted.stars, counted.n_known, counted.known);
end;
$$;
