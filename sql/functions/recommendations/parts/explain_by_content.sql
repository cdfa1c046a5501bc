-- explain_by_content: return for each chosen item the liked items whose descriptions are nearest to its own.
-- Called by gather_evidence. The formula is that of score_by_content; a cosine below the floor is no evidence.
create or replace function cinelibre.explain_by_content(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    cosine_floor float8 default 0.25,
    n_parts integer default 3
)
returns setof cinelibre.part
language plpgsql
stable
rows 120
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with liked as materialized ( -- read once, not for each chosen item
        select l.item_id, l.rating, l.weight, l.embedding
        from cinelibre.list_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        ) as l
    )
    select 'content', e.item_id, best.item_id, best.rating, best.points / sum(best.points) over (partition by e.item_id), best.rank
    from cinelibre.item_embeddings as e
    cross join lateral (
        select near.item_id, near.rating, near.points, row_number() over (order by near.points desc, near.item_id) as rank
        from (
            select c.item_id, c.rating, c.weight * (c.cosine - cosine_floor) as points
            from (
                select l.item_id, l.rating, l.weight, -(e.embedding <#> l.embedding) as cosine
                from liked as l
                where l.item_id <> e.item_id
                offset 0 -- keeps the planner from computing each cosine twice
            ) as c
            where c.cosine > cosine_floor
            order by points desc, c.item_id
            limit explain_by_content.n_parts
        ) as near
    ) as best
    where e.item_id = any (explain_by_content.chosen_ids);
end;
$$;
