-- gather_evidence: return for each chosen item the evidence of each source.
-- Called by add_evidence and get_session_items. Only the given sources are asked. is_stated says that the reader gave
-- the stars; otherwise a like or a mark implies them.
create or replace function cinelibre.gather_evidence(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    sources text[]
)
returns table (item_id integer, evidence json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _ids integer[] := gather_evidence.chosen_ids;
begin
    return query
    with parts as (
        select p.* from cinelibre.explain_by_items(_ids, for_reader, gather_evidence.sources) as p
        union all
        select p.*
        from cinelibre.explain_by_content(case when 'content' = any (gather_evidence.sources) then _ids end, for_reader) as p
    ),
    told as (
        select p.source, p.item_id, json_build_object('top', json_agg(
            json_build_object(
                'item_id', p.because_id, 'title', i.title, 'rating', p.rating, 'share', round(p.share::numeric, 6),
                'is_stated', coalesce(r.source = 'rating', false)
            )
            order by p.rank
        )) as found
        from parts as p
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items (docs/plans.md 3)
            select i.title from cinelibre.items as i where i.id = p.because_id limit 1
        ) as i
        left join lateral (
            select r.source from cinelibre.ratings as r where r.user_id = for_reader.user_id and r.item_id = p.because_id limit 1
        ) as r on true
        group by p.source, p.item_id
        union all
        select 'neighbors', n.item_id, n.found
        from cinelibre.explain_by_neighbors(case when 'neighbors' = any (gather_evidence.sources) then _ids end, for_reader) as n
        union all
        select 'popular', p.item_id, p.found
        from cinelibre.explain_by_popularity(_ids) as p
    )
    select t.item_id, json_object_agg(t.source, t.found)
    from told as t
    group by t.item_id;
end;
$$;
