-- average_liked: return the weighted mean vector of what a user liked or leaned to lately, or null if there is nothing.
-- Called by find_beyond_models, which looks for candidates near it. Four stars and more are likes, and five count twice
-- as much as four. The ten strongest leanings count too, and as much as five stars if their weight is 1.
create or replace function cinelibre.average_liked(
    item_ids integer[],
    ratings real[],
    liked_limit integer default 20,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null,
    leaning_limit integer default 10
)
returns vector
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select nullif(avg(liked.embedding::vector * liked.weight), array_fill(0, array[384])::vector)
    from (
        select e.embedding, array_fill(best.weight::real, array[384])::vector as weight
        from (
            (
                select h.item_id, (h.rating - 3) * coalesce(h.share, 1) as weight
                from unnest(average_liked.item_ids, average_liked.ratings, average_liked.shares)
                    with ordinality as h (item_id, rating, share, place)
                where h.rating >= 4
                    and exists (select from cinelibre.item_embeddings as o where o.item_id = h.item_id)
                order by h.place
                limit average_liked.liked_limit
            )
            union all
            (
                select l.item_id, 2 * l.weight
                from unnest(average_liked.leaning_ids, average_liked.leaning_weights) as l (item_id, weight)
                where l.weight > 0
                order by l.weight desc, l.item_id
                limit average_liked.leaning_limit
            )
        ) as best
        join cinelibre.item_embeddings as e on e.item_id = best.item_id
    ) as liked;
$$;
