-- score_by_items: score what goes with a user's liked items, by a trained model of item weights.
-- Called by score_by_sources for EASE and cosine: Σ weigh_liked · weight over the history and the leanings. Without a
-- model, no rows.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.score_by_items(
    model_kind text,
    item_ids integer[],
    ratings real[],
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null
)
returns table (item_id integer, points float8)
language plpgsql
stable
rows 2000
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select near.item_id, sum(near.weight * near.share)
    from (
        select h.weight, unnest(n.neighbor_ids) as item_id, unnest(n.weights) as share
        from cinelibre.weigh_liked(
            score_by_items.item_ids, score_by_items.ratings, score_by_items.leaning_ids, score_by_items.leaning_weights,
            score_by_items.shares
        ) as h
        join cinelibre.models as m on m.kind = score_by_items.model_kind and m.is_active
        join cinelibre.item_neighbors as n on n.model_id = m.id and n.item_id = h.item_id
    ) as near
    group by near.item_id;
end;
$$;
