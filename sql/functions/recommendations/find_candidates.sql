-- find_candidates: what could be recommended to somebody, with what each source says of it; all judge what one found.
-- Called by describe_candidates. What is known is left out before any limit. Of each source the depth items with the most
-- points compete. What is looked up by an id is looked up one by one (lateral, limit 1).
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
    with scored as materialized (
        select 'neighbors' as source, s.item_id, s.points, 0.1::float8 as power
        from cinelibre.score_by_neighbors(
            case when 'neighbors' = any (find_candidates.sources) then for_reader.neighbor_ids end, for_reader.neighbor_weights
        ) as s
        union all
        select kind.name, s.item_id, s.points, kind.power
        from (values ('ease', 0.2::float8), ('cosine', 0)) as kind (name, power)
        cross join lateral cinelibre.score_by_items(kind.name, for_reader.item_ids, for_reader.ratings) as s
        where kind.name = any (find_candidates.sources)
    ),
    best as materialized (
        select b.*
        from (values ('neighbors'), ('ease'), ('cosine')) as asked (source)
        cross join lateral (
            select s.*
            from scored as s
            where s.source = asked.source and s.points > 0 and s.item_id not in (select unnest(for_reader.known_ids))
            order by s.points desc, s.item_id
            limit case when asked.source = any (find_candidates.sources) then find_candidates.depth else 0 end
        ) as b
    ),
    pool as materialized (
        select f.item_id from cinelibre.temper_best(array(select row(b.source, b.item_id, b.points, b.power)::cinelibre.score from best as b), item_types, conditions, per_source) as f
        union
        select o.item_id
        from cinelibre.find_beyond_models(
            for_reader, former_ids, item_types, conditions, per_source, content_limit, sources, (select count(*) from best)
        ) as o
    )
    select
        i.id, i.item_type, i.year, i.language, i.genres, i.people, i.work_id,
        cinelibre.temper_points(n.points, s.rater_count, n.power), cinelibre.temper_points(e.points, s.rater_count, e.power),
        c.points, v.points, cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
    from pool
    cross join lateral (select i.* from cinelibre.items as i where i.id = pool.item_id limit 1) as i
    left join lateral (select s.* from cinelibre.item_stats as s where s.item_id = pool.item_id limit 1) as s on true
    left join scored as n on n.source = 'neighbors' and n.item_id = pool.item_id
    left join scored as e on e.source = 'ease' and e.item_id = pool.item_id
    left join scored as c on c.source = 'cosine' and c.item_id = pool.item_id
    left join cinelibre.score_by_content(
        case when 'content' = any (sources) then array(select p.item_id from pool as p) end, for_reader.item_ids, for_reader.ratings
    ) as v on v.item_id = pool.item_id
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type;
end;
$$;
