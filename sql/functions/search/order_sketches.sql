-- order_sketches: put the sketches of items of the same genres and years onto the same pages; answers how many there are.
-- Called by nobody: an operator's `select cinelibre.order_sketches()` after an import of hundreds of thousands, when what
-- a genre's filter reads lies scattered over all pages. Changes no answer; searches wait meanwhile, seconds a million.
create or replace function cinelibre.order_sketches()
returns bigint
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    create index item_sketches_in_order on cinelibre.item_sketches (item_type, folded_genres, year);
    cluster cinelibre.item_sketches using item_sketches_in_order;
    drop index cinelibre.item_sketches_in_order;
    analyze cinelibre.item_sketches;
    return (select count(*) from cinelibre.item_sketches);
end;
$$;
