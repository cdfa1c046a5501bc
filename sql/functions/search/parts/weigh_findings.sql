-- weigh_findings: give points to each item for each list of a search that found it.
-- Called by fuse_items; docs/algorithms.md has the formula and the table of weights. An item gets points for its rank,
-- and for its measure if the list has one. `kind` is null if the list is not worth telling the user.
create or replace function cinelibre.weigh_findings(
    queries tsquery[],
    query_weights float8[],
    like_id integer,
    order_by text,
    meant_ids integer[],
    similarities float8[],
    named_ids integer[],
    kinds text[],
    places bigint[],
    weights jsonb
)
returns table (item_id integer, kind text, points float8, similarity float8)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with by_meaning as materialized (
        select m.item_id, m.similarity, m.place, m.similarity / greatest(max(m.similarity) over (), 0.01) as nearness
        from unnest(weigh_findings.meant_ids, weigh_findings.similarities) with ordinality as m (item_id, similarity, place)
    ),
    pool as materialized (
        select p.* from cinelibre.pool_findings(meant_ids, weigh_findings.similarities, named_ids) as p
    ),
    given as (
        select each.*
        from jsonb_to_record(weigh_findings.weights) as each (
            meaning float8, words float8, person float8, keyword float8, order_by float8, similarity float8, share float8
        )
    )
    select m.item_id, 'meaning', w.meaning / (60 + m.place) + w.similarity * m.nearness, m.similarity
    from by_meaning as m
    cross join given as w
    union all
    select f.item_id, case when f.share > 0.5 or m.item_id is null then 'words' end, w.words / (60 + f.place) + w.share * f.share, null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_words(weigh_findings.queries, weigh_findings.query_weights, pool.ids, pool.nearnesses) as f
    left join by_meaning as m on m.item_id = f.item_id
    union all
    select f.item_id, null, 2 * (w.words / (60 + f.place) + w.share * f.kinship), null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_kinship(weigh_findings.like_id, pool.ids) as f
    where weigh_findings.like_id is not null
    union all
    select n.item_id, n.kind, n.points, null
    from given as w
    cross join cinelibre.weigh_names(named_ids, kinds, places, w.person, w.keyword) as n
    union all
    select f.item_id, null, w.order_by / (60 + f.place), null
    from pool
    cross join given as w
    cross join cinelibre.rate_items(pool.ids, weigh_findings.order_by) as f
    where weigh_findings.order_by is not null;
$$;
