-- balance_types: how many times the raters of each type count, so that every type has as many as the largest.
-- Called by fuse_items. Sources count different crowds: one has a thousand ratings where another has a million, and
-- without this its items would stand first for being of the larger one. 1 for each where nobody rated anything.
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
