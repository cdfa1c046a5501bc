-- rank_by_words: rank items by the share of a question's telling words that they have, then by similarity.
-- Called by weigh_findings with everything that any list found. Items without any of the words are left out.
create or replace function cinelibre.rank_by_words(queries tsquery[], weights float8[], item_ids integer[], similarities float8[])
returns table (item_id integer, share float8, place bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with weighed as materialized ( -- computed once, not for each item
        select w.query, w.weight / sum(w.weight) over () as share
        from unnest(rank_by_words.queries, rank_by_words.weights) as w (query, weight)
    )
    select
        pool.item_id,
        covered.share,
        row_number() over (order by covered.share desc, pool.similarity desc nulls last, pool.item_id)
    from unnest(rank_by_words.item_ids, rank_by_words.similarities) as pool (item_id, similarity)
    join cinelibre.items as i on i.id = pool.item_id
    cross join lateral (
        select sum(w.share) filter (where i.search @@ w.query) as share
        from weighed as w
    ) as covered
    where covered.share > 0;
$$;
