-- explain_by_content: which of what somebody liked the descriptions of some items are nearest to: the best three.
-- Called by gather_evidence. The same formula as score_by_content; what is below the floor is not told.
create or replace function cinelibre.explain_by_content(
    chosen_ids integer[],
    for_reader cinelibre.reader,
    cosine_floor float8 default 0.25,
    n_parts integer default 3
)
returns table (item_id integer, found json)
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with liked as materialized (
        select l.item_id, l.rating, l.weight, l.embedding
        from cinelibre.list_liked(for_reader.item_ids, for_reader.ratings) as l
    )
    select e.item_id, cinelibre.describe_parts(for_reader.user_id, near.because_ids, near.ratings, near.shares)
    from cinelibre.item_embeddings as e
    cross join lateral (
        select
            array_agg(best.item_id order by best.points desc, best.item_id) as because_ids,
            array_agg(best.rating order by best.points desc, best.item_id) as ratings,
            array_agg(best.points / best.total order by best.points desc, best.item_id) as shares
        from (
            select nearest.*, sum(nearest.points) over () as total
            from (
                select l.item_id, l.rating, l.weight * (-(e.embedding <#> l.embedding) - cosine_floor) as points
                from liked as l
                where -(e.embedding <#> l.embedding) > cosine_floor
                order by points desc, l.item_id
                limit explain_by_content.n_parts
            ) as nearest
        ) as best
    ) as near
    where e.item_id = any (explain_by_content.chosen_ids)
        and near.because_ids is not null;
end;
$$;
