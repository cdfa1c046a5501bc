-- pool_findings: collect each item that any list found, once, with its similarity if meaning found it.
-- Called by weigh_findings, which judges all of them by every measure. The answer is one row of two arrays, by id.
create or replace function cinelibre.pool_findings(meant_ids integer[], similarities float8[], named_ids integer[])
returns table (ids integer[], nearnesses float8[])
language sql
immutable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array_agg(p.item_id order by p.item_id), array_agg(p.similarity order by p.item_id)
    from (
        select found.item_id, max(found.similarity) as similarity
        from (
            select m.item_id, m.similarity
            from unnest(pool_findings.meant_ids, pool_findings.similarities) as m (item_id, similarity)
            union all
            select named_id, null from unnest(pool_findings.named_ids) as named_id
        ) as found
        group by found.item_id
    ) as p;
$$;
