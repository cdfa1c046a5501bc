-- count_presets: add what came of lists whose preset was drawn to the counts by length of history; answer all counts.
-- The chore refresh-exploring, until it counted fewer than list_limit. A list is counted once, when no more clicks can
-- come. It has a click if its reader clicked any item of it.
create or replace function public.count_presets(list_limit integer, click_hours float8, bands integer[])
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _within interval := make_interval(secs => 3600 * count_presets.click_hours);
    _ids uuid[] := array(
        select x.recommendation_id
        from cinelibre.explorations as x
        where x.preset is not null
            and x.counted_at is null
            and x.made_at < now() - _within - interval '1 hour'
        order by x.made_at, x.recommendation_id
        limit count_presets.list_limit
        for update
    );
begin
    insert into cinelibre.preset_odds as o (band_from, preset, list_count, clicked_count)
    select (select max(b) from unnest(count_presets.bands) as b where b <= x.told), x.preset, count(*), count(*) filter (where t.id is not null)
    from cinelibre.explorations as x
    left join (
        select distinct a.recommendation_id as id from cinelibre.attribute_events(_ids, _within, null, null) as a where a.is_clicked
    ) as t on t.id = x.recommendation_id
    where x.recommendation_id = any (_ids)
        and exists (select from cinelibre.impressions as i where i.recommendation_id = x.recommendation_id)
    group by 1, 2
    on conflict (band_from, preset) do update
    set list_count = o.list_count + excluded.list_count,
        clicked_count = o.clicked_count + excluded.clicked_count;
    update cinelibre.explorations as x
    set counted_at = now()
    where x.recommendation_id = any (_ids);
    return jsonb_build_object(
        'n_counted', cardinality(_ids),
        'counts', (
            select coalesce(jsonb_agg(jsonb_build_array(o.band_from, o.preset, o.list_count, o.clicked_count) order by o.band_from, o.preset), '[]')
            from cinelibre.preset_odds as o
        )
    );
end;
$$;
