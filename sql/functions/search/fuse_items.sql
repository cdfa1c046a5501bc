-- fuse_items: the lists of search_items made one, best first.
-- By reciprocal rank (Cormack, Clarke and Buettcher 2009) and by how near an item is: weigh_findings says how much each list
-- gives, and being widely known adds a little. What is excluded, and what a question starts from, is left out in the end.
create or replace function cinelibre.fuse_items(
    words text,
    ranking_words text,
    hints text,
    query_embedding vector,
    item_type text,
    conditions text,
    vector_conditions text,
    embedding_model text,
    order_by text,
    excluded tsquery,
    like_id integer,
    weights jsonb,
    match_count integer
)
returns table (item_id integer, similarity float8, score float8, matched text[])
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with by_meaning as materialized (
        select array_agg(found.item_id order by found.place) as ids, array_agg(found.similarity order by found.place) as similarities
        from cinelibre.find_by_meaning(
            fuse_items.query_embedding, fuse_items.item_type, fuse_items.vector_conditions, fuse_items.embedding_model
        ) as found
    ),
    weighed as materialized (
        select array_agg(w.query) as queries, array_agg(w.weight) as weights, array_agg(w.item_share) as shares
        from cinelibre.weigh_words(fuse_items.ranking_words) as w
    ),
    by_name as materialized (
        select array_agg(found.item_id) as ids, array_agg(found.kind) as kinds, array_agg(found.place) as places
        from weighed as w
        cross join lateral cinelibre.scan_by_words(
            fuse_items.item_type, fuse_items.words, fuse_items.conditions, 100,
            concat_ws(' ', fuse_items.words, fuse_items.hints),
            case when fuse_items.words = fuse_items.ranking_words then w.queries end,
            w.weights,
            w.shares
        ) as found
    ),
    fused as (
        select
            e.item_id,
            sum(e.points) as points,
            max(e.similarity) as similarity,
            coalesce(array_agg(e.kind order by e.kind) filter (where e.kind is not null), '{}') as matched
        from by_meaning as m
        cross join by_name as n
        cross join weighed as w
        cross join cinelibre.weigh_findings(
            w.queries, w.weights, fuse_items.like_id, fuse_items.order_by,
            m.ids, m.similarities, n.ids, n.kinds, n.places, fuse_items.weights
        ) as e
        group by e.item_id
    )
    select
        f.item_id,
        f.similarity,
        f.points + (fuse_items.weights ->> 'prominence')::float8 * i.prominence as score,
        f.matched
    from fused as f
    join cinelibre.items as i on i.id = f.item_id
    left join cinelibre.items as seed on seed.id = fuse_items.like_id
    where (i.search @@ fuse_items.excluded) is not true
        and (
            seed.id is null
            or (i.item_type, i.folded_title) <> (seed.item_type, seed.folded_title)
        )
    order by score desc, f.item_id
    limit fuse_items.match_count;
$$;
