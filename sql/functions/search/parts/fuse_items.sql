-- fuse_items: merge the lists of a search into one, best first.
-- Called by search_items. It uses reciprocal rank fusion (Cormack, Clarke and Buettcher 2009); weigh_findings gives the
-- points, and widely known items get a few more. At the end it removes what the question excludes and what it is
-- "like".
create or replace function cinelibre.fuse_items(
    question jsonb,
    query_embedding vector,
    embedding_model text,
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
            fuse_items.query_embedding,
            question ->> 'item_type',
            cinelibre.build_conditions(question -> 'filters', as_sets => true),
            fuse_items.embedding_model
        ) as found
    ),
    fused as (
        select
            e.item_id,
            sum(e.points) as points,
            max(e.similarity) as similarity,
            coalesce(array_agg(e.kind order by e.kind) filter (where e.kind is not null), '{}') as matched
        from by_meaning as m
        cross join cinelibre.find_by_words(question, cinelibre.build_conditions(question -> 'filters')) as w
        cross join cinelibre.weigh_findings(
            w.queries, w.weights, (question ->> 'like_id')::integer, question ->> 'order_by',
            m.ids, m.similarities, w.ids, w.kinds, w.places, fuse_items.weights
        ) as e
        group by e.item_id
    )
    select
        f.item_id,
        f.similarity,
        f.points + (fuse_items.weights ->> 'prominence')::float8 * ln(1 + coalesce(i.external_count, 0) * coalesce(t.times, 1)) as score,
        f.matched
    from fused as f
    join cinelibre.items as i on i.id = f.item_id
    left join cinelibre.balance_types() as t on t.item_type = i.item_type
    left join cinelibre.items as seed on seed.id = (question ->> 'like_id')::integer
    where (i.search @@ (select cinelibre.build_exclusion(question))) is not true
        and (
            seed.id is null
            or (i.item_type, i.folded_title) <> (seed.item_type, seed.folded_title)
        )
    order by score desc, f.item_id
    limit fuse_items.match_count;
$$;
