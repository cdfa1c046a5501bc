-- balance_types: return for each type the factor that gives it as many raters as the type with the most.
-- Called by fuse_items. Sources differ in their crowds: one has a thousand ratings where another has a million.
-- Without the factor, items of the larger crowd would come first. If nobody rated anything, every factor is 1.
create or replace function cinelibre.balance_types()
returns table (item_type text, times float8)
language sql
stable
rows 2
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select c.item_type, max(greatest(c.external_total, 1)) over () / greatest(c.external_total, 1)
    from cinelibre.catalogue_totals as c;
$$;
