-- recount_catalogue: put right what catalogue_totals says of all items of a type; answers how many types were wrong.
-- `python -m api.jobs refresh statistics` and the scheduler; see recount_items. Sums of fractions differ in their last
-- digits by the order they were added in: that is not wrong.
create or replace function public.recount_catalogue()
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_mended integer := 0;
begin
    if exists (select from cinelibre.find_wrong_totals()) then
        perform t.item_type
        from cinelibre.catalogue_totals as t
        order by t.item_type
        for no key update;
        update cinelibre.catalogue_totals as t
        set external_total = counted.external_total,
            popularity_total = counted.popularity_total
        from cinelibre.find_wrong_totals() as counted
        where counted.item_type = t.item_type;
        get diagnostics _n_mended = row_count;
    end if;
    return jsonb_build_object('n_mended', _n_mended);
end;
$$;
