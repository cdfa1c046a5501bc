-- find_candidates: what could be recommended to somebody, with what each source says of it.
-- Called by describe_candidates. The best of every source, and of all of those every score: what one source finds the
-- others judge too. What is known, or not let through by the conditions (over i, an item), is left out before any limit.
-- Null is a source that says nothing of an item. What is looked up by an id is looked up one by one (lateral, limit 1):
-- a few hundred of a catalogue, where the planner would rather read all of it. A source gives its per_source best: of
-- thrice as many with the most points (5,000 where not all are let through) those that stay first when tempered. Only
-- the named sources are asked (null: all). Where EASE is one of them and finds enough, content adds a third as many of
-- each type; what is popular stands in where all together find fewer. The query is the same for everybody, so that a
-- session plans it once; what depends on the conditions is in functions of its own.
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
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    _asked text[] := coalesce(find_candidates.sources, array['neighbors', 'ease', 'cosine', 'content', 'popular']);
    _taste vector := case
        when 'content' = any (_asked) then cinelibre.read_taste(find_candidates.item_ids, find_candidates.ratings)
    end;
    _types text[] := array(
        select t from unnest(array['movie', 'book']) as t where t = coalesce(find_candidates.item_type, t)
    );
    _is_narrowed boolean := find_candidates.item_type is not null or find_candidates.conditions <> 'true';
    _depth integer := case when _is_narrowed then 5000 else 3 * find_candidates.per_source end;
    _neighbors_power constant float8 := 0.1;
    _ease_power constant float8 := 0.2;
begin
    return query
    with known as materialized (select k.item_id from unnest(find_candidates.known_ids) as k (item_id)),
    by_neighbors as materialized (
        select s.item_id, s.points
        from cinelibre.score_by_neighbors(
            case when 'neighbors' = any (_asked) then find_candidates.neighbor_ids end, find_candidates.neighbor_weights
        ) as s
    ),
    by_ease as materialized (
        select s.item_id, s.points
        from cinelibre.score_by_items(
            'ease', case when 'ease' = any (_asked) then find_candidates.item_ids end, find_candidates.ratings
        ) as s
    ),
    by_cosine as materialized (
        select s.item_id, s.points
        from cinelibre.score_by_items(
            'cosine', case when 'cosine' = any (_asked) then find_candidates.item_ids end, find_candidates.ratings
        ) as s
    ),
    best as materialized (
        (
            select 'neighbors' as source, n.item_id, n.points, _neighbors_power as power
            from by_neighbors as n
            where n.points > 0 and n.item_id not in (select k.item_id from known as k)
            order by n.points desc, n.item_id
            limit _depth
        )
        union all
        (
            select 'ease', e.item_id, e.points, _ease_power
            from by_ease as e
            where e.points > 0 and e.item_id not in (select k.item_id from known as k)
            order by e.points desc, e.item_id
            limit _depth
        )
        union all
        (
            select 'cosine', c.item_id, c.points, 0
            from by_cosine as c
            where c.points > 0 and c.item_id not in (select k.item_id from known as k)
            order by c.points desc, c.item_id
            limit _depth
        )
    ),
    placed as (
        select
            b.item_id,
            row_number() over (
                partition by b.source order by cinelibre.temper_points(b.points, t.rater_count, b.power) desc, b.item_id
            ) as place
        from best as b
        left join lateral (
            select s.rater_count from cinelibre.item_stats as s where s.item_id = b.item_id and b.power > 0 limit 1
        ) as t on true
        where not _is_narrowed
            or b.item_id in (
                select passing.item_id
                from cinelibre.keep_passing(
                    array(select a.item_id from best as a), _types, find_candidates.conditions
                ) as passing
            )
    ),
    found as materialized (
        select p.item_id from placed as p where p.place <= find_candidates.per_source
        union
        select near.item_id
        from unnest(_types) as each_type
        cross join (
            select case
                when not _is_narrowed
                    and 'ease' = any (find_candidates.sources)
                    and (select count(*) from best as b where b.source = 'ease') >= find_candidates.per_source
                    then (find_candidates.per_source + 2) / 3
                else find_candidates.per_source
            end as n
        ) as wanted
        cross join lateral cinelibre.scan_by_taste(
            each_type, _taste, find_candidates.known_ids, find_candidates.conditions, wanted.n, least(2 * wanted.n, 100)
        ) as near
    ),
    pool as materialized (
        select f.item_id from found as f
        union
        select p.item_id
        from cinelibre.list_popular(
            _types, find_candidates.known_ids, find_candidates.conditions, find_candidates.per_source
        ) as p
        where 'popular' = any (_asked) or (select count(*) from found) < find_candidates.per_source
    )
    select
        i.id,
        i.year,
        i.language,
        i.genres,
        cinelibre.temper_points(n.points, s.rater_count, _neighbors_power),
        cinelibre.temper_points(e.points, s.rater_count, _ease_power),
        c.points,
        v.similarity,
        cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
    from pool
    cross join lateral (select i.* from cinelibre.items as i where i.id = pool.item_id limit 1) as i
    left join lateral (
        select 1 - (v.embedding <=> _taste::halfvec) as similarity
        from cinelibre.item_embeddings as v
        where v.item_id = pool.item_id and _taste is not null
        limit 1
    ) as v on true
    left join lateral (
        select s.like_count, s.rater_count from cinelibre.item_stats as s where s.item_id = pool.item_id limit 1
    ) as s on true
    left join by_neighbors as n on n.item_id = pool.item_id
    left join by_ease as e on e.item_id = pool.item_id
    left join by_cosine as c on c.item_id = pool.item_id
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type;
end;
$$;
