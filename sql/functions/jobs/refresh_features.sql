-- refresh_features: count features anew, of one kind or all; answer how many there are.
-- `python -m api.jobs refresh statistics`, and whatever fills the catalogue. It skips people with a single item:
-- nothing else could be recommended for them. Each feature keeps its best known items, by raters at the source and
-- likes here. With the types it totals their stars.
create or replace function public.refresh_features(only_kind text default null, best_limit integer default 200)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
set work_mem = '64MB' -- keeps sorts and hashes in memory
as $$
declare
    _n_features integer;
begin
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.features', 0));
    delete from cinelibre.features as f
    where f.kind = coalesce(refresh_features.only_kind, f.kind);
    insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)
    select
        l.kind,
        l.name,
        l.item_type,
        count(*) filter (where l.share = 1),
        sum(l.share) / max(l.n_of_type),
        coalesce((array_agg(l.item_id order by l.known desc, l.item_id) filter (where l.share = 1))[:refresh_features.best_limit], '{}')
    from cinelibre.list_catalogue_features(refresh_features.only_kind) as l
    group by l.kind, l.name, l.item_type
    having l.kind <> 'person' or count(*) > 1;
    get diagnostics _n_features = row_count;
    if coalesce(refresh_features.only_kind, 'type') = 'type' then
        perform cinelibre.total_stars();
    end if;
    return jsonb_build_object('n_features', _n_features);
end;
$$;
