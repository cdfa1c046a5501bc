-- find_candidates: what could be recommended to somebody, with what each source says of it.
-- Called by describe_candidates. The best of every source, and of all of those every score: what one source finds the
-- others judge too. What is known, or not let through by the conditions (over i, an item), is left out before any limit.
-- Null is a source that says nothing of an item. What is looked up by an id is looked up one by one (lateral, limit 1):
-- a few hundred of a catalogue, where the planner would rather read all of it. Of a source's five hundred with the most
-- points (five thousand where not all are let through) those are taken that stay first when they are tempered. Only the
-- named sources are asked (null: all); what is popular also stands in where they find fewer than per_source.
create or replace function cinelibre.find_candidates(
    item_ids integer[],
    ratings real[],
    known_ids integer[],
    neighbor_ids integer[],
    neighbor_weights real[],
    item_type text,
    conditions text,
    per_source integer,
    sources text[] default null
)
returns table (
    item_id integer,
    year integer,
    language text,
    genres text[],
    neighbors float8,
    ease float8,
    cosine float8,
    content float8,
    popular float8
)
language plpgsql
stable
rows 500
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
set work_mem = '32MB'
set random_page_cost = 1.1
set jit = off
as $$
declare
    _asked text[] := coalesce(find_candidates.sources, array['neighbors', 'ease', 'cosine', 'content', 'popular']);
    _taste vector := case
        when 'content' = any (_asked) then cinelibre.read_taste(find_candidates.item_ids, find_candidates.ratings)
    end;
    _types text[] := array(
        select t from unnest(array['movie', 'book']) as t where t = coalesce(find_candidates.item_type, t)
    );
    _passing text := format('i.item_type = any (%L) and i.id <> all ($3) and %s', _types, find_candidates.conditions);
    _is_narrowed boolean := find_candidates.item_type is not null or find_candidates.conditions <> 'true';
    _passed text := case
        when _is_narrowed then format(
            'cross join lateral (select from cinelibre.items as i where i.id = top.item_id and %s limit 1) as passed', _passing
        )
    end;
    _powers constant float8[] := '{0.1, 0.2, 0}';  -- of by_neighbors, by_ease and by_cosine
begin
    return query execute format(
        'with by_neighbors as materialized (select s.* from cinelibre.score_by_neighbors($4, $5) as s),'
        ' by_ease as materialized (select s.* from cinelibre.score_by_items(''ease'', $1, $2) as s),'
        ' by_cosine as materialized (select s.* from cinelibre.score_by_items(''cosine'', $8, $2) as s),'
        ' found as materialized ('
        '  select best.item_id from unnest($10) with ordinality as source (power, n) cross join lateral ('
        '   select top.item_id from ('
        '    select most.item_id, cinelibre.temper_points(most.points, t.rater_count, source.power) as score from ('
        '     select each.item_id, each.points from ('
        '      select s.* from by_neighbors as s where source.n = 1'
        '      union all select s.* from by_ease as s where source.n = 2'
        '      union all select s.* from by_cosine as s where source.n = 3) as each'
        '     where each.points > 0 and each.item_id <> all ($3)'
        '     order by each.points desc, each.item_id limit %5$s) as most'
        '    left join lateral (select s.rater_count from cinelibre.item_stats as s'
        '     where s.item_id = most.item_id and source.power > 0 limit 1) as t on true'
        '    order by score desc, most.item_id) as top %4$s order by top.score desc, top.item_id limit $7) as best'
        '  union'
        '  (select s.item_id from unnest(%2$L::text[]) as each_type'
        '   cross join lateral cinelibre.scan_by_taste(each_type, $6, $3, %3$L, $7) as s)'
        ' ),'
        ' pool as materialized ('
        '  select f.item_id from found as f'
        '  union'
        '  select liked.id from (select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        '   where s.like_count > 0 and %1$s order by s.like_count desc, i.id limit $7) as liked'
        '  where $9 or (select count(*) from found) < $7'
        '  union'
        '  select known.id from unnest(%2$L::text[]) as each_type cross join lateral ('
        '   select i.id from cinelibre.items as i where i.item_type = each_type and %1$s'
        '   order by i.prominence desc, i.id limit $7) as known'
        '  where $9 or (select count(*) from found) < $7'
        ' )'
        ' select i.id, i.year, i.language, i.genres, cinelibre.temper_points(n.points, s.rater_count, ($10)[1]),'
        '  cinelibre.temper_points(e.points, s.rater_count, ($10)[2]), c.points, v.similarity,'
        '  cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)'
        ' from pool'
        ' cross join lateral (select i.* from cinelibre.items as i where i.id = pool.item_id limit 1) as i'
        ' left join lateral (select 1 - (v.embedding <=> $6::halfvec) as similarity'
        '  from cinelibre.item_embeddings as v where v.item_id = pool.item_id and $6 is not null limit 1) as v on true'
        ' left join lateral (select s.like_count, s.rater_count from cinelibre.item_stats as s'
        '  where s.item_id = pool.item_id limit 1) as s on true'
        ' left join by_neighbors as n on n.item_id = pool.item_id'
        ' left join by_ease as e on e.item_id = pool.item_id'
        ' left join by_cosine as c on c.item_id = pool.item_id'
        ' left join cinelibre.catalogue_totals as t on t.item_type = i.item_type',
        _passing, _types, find_candidates.conditions, _passed, case when _is_narrowed then 5000 else 500 end
    )
    using
        case when 'ease' = any (_asked) then find_candidates.item_ids end,
        find_candidates.ratings,
        find_candidates.known_ids,
        case when 'neighbors' = any (_asked) then find_candidates.neighbor_ids end,
        find_candidates.neighbor_weights,
        _taste,
        find_candidates.per_source,
        case when 'cosine' = any (_asked) then find_candidates.item_ids end,
        'popular' = any (_asked),
        _powers;
end;
$$;
