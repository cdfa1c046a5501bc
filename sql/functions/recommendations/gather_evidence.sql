-- gather_evidence: for items that were chosen, what each source went by.
-- Called by keep_list and get_session_items. A source that is not among those given is not asked.
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
as $$
declare
    _ids integer[] := gather_evidence.chosen_ids;
begin
    return query
    with told as (
        select 'neighbors' as source, n.item_id, n.found
        from cinelibre.explain_by_neighbors(case when 'neighbors' = any (gather_evidence.sources) then _ids end, for_reader) as n
        union all
        select kind.source, e.item_id, e.found
        from unnest(array['ease', 'cosine']) as kind (source)
        cross join lateral cinelibre.explain_by_items(_ids, for_reader, kind.source) as e
        where kind.source = any (gather_evidence.sources)
        union all
        select 'content', c.item_id, c.found
        from cinelibre.explain_by_content(case when 'content' = any (gather_evidence.sources) then _ids end, for_reader) as c
        union all
        select 'popular', p.item_id, p.found
        from cinelibre.explain_by_popularity(_ids) as p
    )
    select t.item_id, json_object_agg(t.source, t.found)
    from told as t
    group by t.item_id;
end;
$$;
