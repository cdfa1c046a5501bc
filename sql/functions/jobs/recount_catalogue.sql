-- recount_catalogue: put right how often all items of a type were rated at their sources; answers how many types were wrong.
-- `python -m api.jobs refresh statistics` and the scheduler; see recount_items.
create or replace function public.recount_catalogue()
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_mended integer := 0;
begin
    if exists (
        select
        from cinelibre.catalogue_totals as t
        where t.external_total <> (
            select coalesce(sum(i.external_count), 0) from cinelibre.items as i where i.item_type = t.item_type
        )
    ) then
        perform t.item_type
        from cinelibre.catalogue_totals as t
        order by t.item_type
        for no key update;
        update cinelibre.catalogue_totals as t
        set external_total = counted.n
        from (
            select kind.item_type, coalesce(sum(i.external_count), 0)::float8 as n
            from cinelibre.catalogue_totals as kind
            left join cinelibre.items as i on i.item_type = kind.item_type
            group by kind.item_type
        ) as counted
        where counted.item_type = t.item_type
            and counted.n <> t.external_total;
        get diagnostics _n_mended = row_count;
    end if;
    return jsonb_build_object('n_mended', _n_mended);
end;
$$;
