-- recount_catalogue: correct the totals of each type in catalogue_totals; answer how many were wrong.
-- `python -m api.jobs refresh statistics` and the scheduler. recount_items says why counts can be wrong.
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
