-- find_candidates: what could be recommended to somebody, with what each source says of it.
-- Called by describe_candidates. The best of every source, and of all of those every score: what one source finds the
-- others judge too. What is known, or not let through by the conditions (over i, an item), is left out before any limit.
-- Null is a source that says nothing of an item. What is looked up by an id is looked up one by one (lateral, limit 1):
-- a few hundred of a catalogue, where the planner would rather read all of it.
create or replace function cinelibre.find_candidates(
    item_ids integer[],
    ratings real[],
    known_ids integer[],
    neighbor_ids integer[],
    neighbor_weights real[],
    item_type text,
    conditions text,
    per_source integer
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
    _taste vector := cinelibre.read_taste(find_candidates.item_ids, find_candidates.ratings);
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
begin
    return query execute format(
        'with by_neighbors as materialized (select s.* from cinelibre.score_by_neighbors($4, $5) as s),'
        ' by_ease as materialized (select s.* from cinelibre.score_by_items(''ease'', $1, $2, 0.2) as s),'
        ' by_cosine as materialized (select s.* from cinelibre.score_by_items(''cosine'', $1, $2) as s),'
        ' pool as materialized ('
        '  select best.item_id from (values (1), (2), (3)) as source (n) cross join lateral ('
        '   select top.item_id from ('
        '    select s.item_id, s.score from by_neighbors as s where source.n = 1 and s.item_id <> all ($3)'
        '    union all'
        '    select s.item_id, s.score from by_ease as s where source.n = 2 and s.score > 0 and s.item_id <> all ($3)'
        '    union all'
        '    select s.item_id, s.score from by_cosine as s where source.n = 3 and s.score > 0 and s.item_id <> all ($3)'
        '    order by score desc, item_id) as top %4$s order by top.score desc, top.item_id limit $7) as best'
        '  union'
        '  (select s.item_id from unnest(%2$L::text[]) as each_type'
        '   cross join lateral cinelibre.scan_by_taste(each_type, $6, $3, %3$L, $7) as s)'
        '  union'
        '  (select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        '   where s.like_count > 0 and %1$s order by s.like_count desc, i.id limit $7)'
        '  union'
        '  (select known.id from unnest(%2$L::text[]) as each_type cross join lateral ('
        '    select i.id from cinelibre.items as i where i.item_type = each_type and %1$s'
        '    order by i.prominence desc, i.id limit $7) as known)'
        ' )'
        ' select i.id, i.year, i.language, i.genres, n.score, e.score, c.score, v.similarity,'
        '  cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)'
        ' from pool'
        ' cross join lateral (select i.* from cinelibre.items as i where i.id = pool.item_id limit 1) as i'
        ' left join lateral (select 1 - (v.embedding <=> $6::halfvec) as similarity'
        '  from cinelibre.item_embeddings as v where v.item_id = pool.item_id and $6 is not null limit 1) as v on true'
        ' left join lateral (select s.like_count from cinelibre.item_stats as s where s.item_id = pool.item_id limit 1) as s on true'
        ' left join by_neighbors as n on n.item_id = pool.item_id'
        ' left join by_ease as e on e.item_id = pool.item_id'
        ' left join by_cosine as c on c.item_id = pool.item_id'
        ' left join cinelibre.catalogue_totals as t on t.item_type = i.item_type',
        _passing, _types, find_candidates.conditions, _passed
    )
    using
        find_candidates.item_ids, find_candidates.ratings, find_candidates.known_ids,
        find_candidates.neighbor_ids, find_candidates.neighbor_weights, _taste, find_candidates.per_source;
end;
$$;
