-- order_sketches: move the sketches of items with equal genres and years to the same pages; answer how many there are.
-- Called by nobody: an operator runs `select cinelibre.order_sketches()` after an import of hundreds of thousands of
-- items. The rows of a genre lie scattered over all pages then. No answer changes.
-- Searches wait meanwhile, some seconds per million items.
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
