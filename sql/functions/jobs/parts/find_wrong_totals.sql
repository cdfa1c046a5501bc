-- find_wrong_totals: return the types whose row in catalogue_totals is wrong, with the right totals.
-- Called by recount_catalogue. Popularity may differ in its last digits, because sums of fractions depend on the order.
create or replace function cinelibre.find_wrong_totals()
returns table (item_type text, external_total float8, popularity_total float8)
language sql
stable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select counted.*
    from cinelibre.catalogue_totals as t
    cross join lateral (
        select
            t.item_type,
            coalesce(sum(i.external_count), 0)::float8 as external_total,
            coalesce(sum(i.external_popularity::float8), 0) as popularity_total
        from cinelibre.items as i
        where i.item_type = t.item_type
    ) as counted
    where t.external_total <> counted.external_total
        or abs(t.popularity_total - counted.popularity_total) > 1e-6 * greatest(1, counted.popularity_total);
$$;
