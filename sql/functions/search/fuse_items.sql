-- fuse_items: the lists of search_items made one, best first.
-- By reciprocal rank (Cormack, Clarke and Buettcher 2009): an item's score is the sum of weight / (60 + rank) over the
-- lists that have it, and a little for being widely known. Everything found by any list is ranked by the share of
-- telling words it has, too. A title typed exactly stands before everything.
create or replace function cinelibre.fuse_items(
    words text,
    query_embedding vector,
    item_type text,
    conditions text,
    vector_conditions text,
    match_count integer,
    embedding_model text,
    meaning_weight float8,
    words_weight float8,
    person_weight float8,
    prominence_weight float8
)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    people text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    similarity float8,
    score float8,
    matched text[]
)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select asked_type
        from unnest(array['movie', 'book']) as asked_type
        where asked_type = coalesce(fuse_items.item_type, asked_type)
    ),
    by_meaning as materialized (
        select
            found.item_id,
            1 - found.distance as similarity,
            row_number() over (order by found.distance, found.item_id) as place
        from asked
        cross join cinelibre.require_embedding_model(
            fuse_items.embedding_model,
            vector_dims(fuse_items.query_embedding)
        ) as model (id)
        cross join lateral cinelibre.scan_by_meaning(
            asked.asked_type, fuse_items.query_embedding::halfvec, model.id, fuse_items.vector_conditions, 100
        ) as found
        where fuse_items.query_embedding is not null
    ),
    by_name as materialized (
        select found.*
        from cinelibre.scan_by_words(fuse_items.item_type, fuse_items.words, fuse_items.conditions, 100) as found
    ),
    weighed as materialized (
        select w.query, w.weight / sum(w.weight) over () as share
        from cinelibre.weigh_words(fuse_items.words) as w
    ),
    by_words as materialized (
        select
            pool.item_id,
            covered.share,
            covered.share > 0.5 or m.item_id is null as is_reason,
            row_number() over (order by covered.share desc, m.similarity desc nulls last, pool.item_id) as place
        from (
            select m.item_id from by_meaning as m
            union
            select n.item_id from by_name as n
        ) as pool
        join cinelibre.items as i on i.id = pool.item_id
        left join by_meaning as m on m.item_id = pool.item_id
        cross join lateral (
            select sum(w.share) filter (where i.search @@ w.query) as share
            from weighed as w
        ) as covered
        where covered.share > 0
    ),
    evidence as (
        select m.item_id, 'meaning' as kind, fuse_items.meaning_weight / (60 + m.place) as points, m.similarity
        from by_meaning as m
        union all
        select w.item_id, case when w.is_reason then 'words' end, fuse_items.words_weight / (60 + w.place), null
        from by_words as w
        union all
        select n.item_id, n.kind, case n.kind when 'title' then 1 else fuse_items.person_weight / (60 + n.place) end, null
        from by_name as n
        where n.kind in ('title', 'person')
    ),
    fused as (
        select
            e.item_id,
            sum(e.points) as points,
            max(e.similarity) as similarity,
            coalesce(array_agg(e.kind order by e.kind) filter (where e.kind is not null), '{}') as matched
        from evidence as e
        group by e.item_id
    )
    select
        i.id, i.item_type, i.title, i.original_title, i.year, i.language, i.genres, i.people, i.description, i.image_url,
        i.external_rating, i.external_count,
        f.similarity,
        f.points + fuse_items.prominence_weight * i.prominence as score,
        f.matched
    from fused as f
    join cinelibre.items as i on i.id = f.item_id
    order by score desc, i.id
    limit fuse_items.match_count;
$$;
