-- score_by_content: score how much some items' descriptions resemble those that a user liked.
-- Called by find_candidates; docs/algorithms.md has the formula ("Content"). Cosines below the floor count nothing:
-- unrelated descriptions have 0.1 to 0.2. An item that a user leans to says nothing of itself.
create or replace function cinelibre.score_by_content(
    asked_ids integer[],
    for_reader cinelibre.reader,
    cosine_floor float8 default 0.25,
    n_nearest integer default 3
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with liked as materialized ( -- read once, not for each candidate
        select l.item_id, l.weight, l.embedding
        from cinelibre.list_liked(
            for_reader.item_ids, for_reader.ratings, leaning_ids => for_reader.leaning_ids,
            leaning_weights => for_reader.leaning_weights, shares => for_reader.shares
        ) as l
    )
    select e.item_id, nearest.points / score_by_content.n_nearest
    from cinelibre.item_embeddings as e
    cross join lateral (
        select sum(best.points) as points
        from (
            select near.weight * (near.cosine - cosine_floor) / (1 - cosine_floor) as points
            from (
                select l.weight, -(e.embedding <#> l.embedding) as cosine
                from liked as l
                where l.item_id <> e.item_id
                offset 0 -- keeps the planner from computing each cosine twice
            ) as near
            where near.cosine > cosine_floor
            order by points desc
            limit score_by_content.n_nearest
        ) as best
    ) as nearest
    where e.item_id = any (score_by_content.asked_ids)
        and nearest.points > 0;
end;
$$;
