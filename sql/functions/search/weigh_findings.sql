-- weigh_findings: what speaks for each item that any list of a search found: its rank in a list, and how near it is there.
-- Called by fuse_items. A list gives weight / (60 + rank) and, where it measures something, a share of `values` by the
-- measure, 1 for the best of the list. A title typed exactly gives 1. `kind` is null where it is no reason to show.
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
        select array_agg(p.item_id) as ids, array_agg(p.similarity) as similarities
        from (
            select distinct on (found.item_id) found.item_id, found.similarity
            from (
                select m.item_id, m.similarity from by_meaning as m
                union all
                select named_id, null from unnest(weigh_findings.named_ids) as named_id
            ) as found
            order by found.item_id, found.similarity
        ) as p
    ),
    given as (
        select each.*
        from jsonb_to_record(weigh_findings.weights) as each (
            meaning float8, words float8, person float8, keyword float8, "order" float8, similarity float8, share float8
        )
    )
    select m.item_id, 'meaning', w.meaning / (60 + m.place) + w.similarity * m.nearness, m.similarity
    from by_meaning as m
    cross join given as w
    union all
    select
        found.item_id,
        case when found.share > 0.5 or m.item_id is null then 'words' end,
        w.words / (60 + found.place) + w.share * found.share,
        null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_words(weigh_findings.queries, weigh_findings.query_weights, pool.ids, pool.similarities) as found
    left join by_meaning as m on m.item_id = found.item_id
    union all
    select found.item_id, null, 2 * (w.words / (60 + found.place) + w.share * found.kinship), null
    from pool
    cross join given as w
    cross join cinelibre.rank_by_kinship(weigh_findings.like_id, pool.ids) as found
    where weigh_findings.like_id is not null
    union all
    select
        n.item_id,
        case n.kind when 'topic' then 'keyword' else n.kind end,
        case n.kind
            when 'title' then 1
            when 'person' then w.person / (60 + n.place)
            when 'topic' then 4 * w.keyword / (60 + n.place)
            else w.keyword / (60 + n.place)
        end,
        null
    from unnest(weigh_findings.named_ids, weigh_findings.kinds, weigh_findings.places) as n (item_id, kind, place)
    cross join given as w
    where n.kind in ('title', 'person', 'topic', 'keyword')
    union all
    select found.item_id, null, w."order" / (60 + found.place), null
    from pool
    cross join given as w
    cross join cinelibre.rate_items(pool.ids, weigh_findings.order_by) as found
    where weigh_findings.order_by is not null;
$$;
