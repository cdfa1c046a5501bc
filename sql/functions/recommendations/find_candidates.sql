-- find_candidates: what could be recommended to somebody, with what each source says of it.
-- Called by get_recommendations and get_session_candidates. The best of every source, and of all of those every
-- score: what one source finds the others judge too. What is known, or not let through by the conditions (over i, an
-- item), is left out before any limit. Null is a source that says nothing of an item.
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
set jit = off
as $$
declare
    _taste vector := cinelibre.read_taste(find_candidates.item_ids, find_candidates.ratings);
    _types text[] := array(
        select t from unnest(array['movie', 'book']) as t where t = coalesce(find_candidates.item_type, t)
    );
    _passing text := format(
        'i.item_type = any (%L) and i.id <> all ($3) and %s', _types, find_candidates.conditions
    );
begin
    return query execute format(
        'with by_neighbors as materialized ('
        '  select s.* from cinelibre.score_by_neighbors($4, $5) as s),'
        ' by_ease as materialized (select s.* from cinelibre.score_by_items(''ease'', $1, $2, 0.2) as s),'
        ' by_cosine as materialized (select s.* from cinelibre.score_by_items(''cosine'', $1, $2) as s),'
        ' pool as ('
        '  (select i.id from by_neighbors as s join cinelibre.items as i on i.id = s.item_id'
        '   where %1$s order by s.score desc, i.id limit $7)'
        '  union'
        '  (select i.id from by_ease as s join cinelibre.items as i on i.id = s.item_id'
        '   where s.score > 0 and %1$s order by s.score desc, i.id limit $7)'
        '  union'
        '  (select i.id from by_cosine as s join cinelibre.items as i on i.id = s.item_id'
        '   where s.score > 0 and %1$s order by s.score desc, i.id limit $7)'
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
        ' select pool.id, n.score, e.score, c.score, 1 - (v.embedding <=> $6::halfvec),'
        '  cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)'
        ' from pool'
        ' join cinelibre.items as i on i.id = pool.id'
        ' left join by_neighbors as n on n.item_id = pool.id'
        ' left join by_ease as e on e.item_id = pool.id'
        ' left join by_cosine as c on c.item_id = pool.id'
        ' left join cinelibre.item_embeddings as v on v.item_id = pool.id and $6 is not null'
        ' left join cinelibre.item_stats as s on s.item_id = pool.id'
        ' left join cinelibre.catalogue_totals as t on t.item_type = i.item_type',
        _passing, _types, find_candidates.conditions
    )
    using
        find_candidates.item_ids, find_candidates.ratings, find_candidates.known_ids,
        find_candidates.neighbor_ids, find_candidates.neighbor_weights, _taste, find_candidates.per_source;
end;
$$;
