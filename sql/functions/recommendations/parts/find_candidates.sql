-- find_candidates: find what could be recommended to a reader, with every source's score of every candidate.
-- Called by describe_candidates. Known items are left out before any limit applies. The best `depth` items of each
-- source compete.
create or replace function cinelibre.find_candidates(
    for_reader cinelibre.reader,
    former_ids integer[],
    item_types text[],
    conditions text,
    per_source integer,
    content_limit integer,
    sources text[],
    depth integer
)
returns setof cinelibre.candidate
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with scored as materialized (select s.* from cinelibre.score_by_sources(for_reader, find_candidates.sources) as s),
    best as materialized (
        select b.* from (values ('neighbors'), ('ease'), ('cosine'), ('factors')) as asked (source)
        cross join lateral (
            select s.*
            from scored as s
            where case when s.source = asked.source and s.points > 0 then s.item_id not in (select unnest(for_reader.known_ids)) end
            order by s.points desc, s.item_id
            limit find_candidates.depth
        ) as b
        where asked.source = any (find_candidates.sources)
    ),
    pool as materialized (
        select f.item_id from cinelibre.temper_best(array(select b::cinelibre.score from best as b), item_types, conditions, per_source) as f
        union
        select o.item_id
        from cinelibre.find_beyond_models(
            for_reader, former_ids, item_types, conditions, per_source, content_limit, sources, (select count(*) from best)
        ) as o
    ),
    said as materialized (select a.* from scored as a where a.item_id in (select p.item_id from pool as p))
    select
        i.id, i.item_type, i.year, i.language, i.genres, i.people, i.work_id,
        cinelibre.temper_points(n.points, s.rater_count, n.power), cinelibre.temper_points(e.points, s.rater_count, e.power),
        c.points, v.points, cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total),
        cinelibre.temper_points(f.points, s.rater_count, f.power)
    from pool
    cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan whole tables (docs/plans.md 2)
        select o.id, o.item_type, o.year, o.language, o.genres, o.people, o.work_id, o.external_count
        from cinelibre.items as o where o.id = pool.item_id limit 1
    ) as i
    left join lateral (select o.rater_count, o.like_count from cinelibre.item_stats as o where o.item_id = pool.item_id limit 1) as s on true
    left join said as n on n.source = 'neighbors' and n.item_id = pool.item_id
    left join said as e on e.source = 'ease' and e.item_id = pool.item_id
    left join said as c on c.source = 'cosine' and c.item_id = pool.item_id
    left join said as f on f.source = 'factors' and f.item_id = pool.item_id
    left join cinelibre.score_by_content(
        case when 'content' = any (sources) then array(select p.item_id from pool as p) end, for_reader
    ) as v on v.item_id = pool.item_id
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type;
end;
$$;
