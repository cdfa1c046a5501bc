-- average_liked: return the weighted mean vector of what a user liked lately, or null if they liked nothing.
-- Called by find_beyond_models, which looks for candidates near it. Four stars and more are likes, and five count twice
-- as much as four.
create or replace function cinelibre.average_liked(item_ids integer[], ratings real[], liked_limit integer default 20)
returns vector
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select nullif(avg(liked.embedding::vector * liked.weight), array_fill(0, array[384])::vector)
    from (
        select
            e.embedding,
            array_fill((h.rating - 3)::real, array[384])::vector as weight
        from unnest(average_liked.item_ids, average_liked.ratings) with ordinality as h (item_id, rating, place)
        join cinelibre.item_embeddings as e on e.item_id = h.item_id
        where h.rating >= 4
        order by h.place
        limit average_liked.liked_limit
    ) as liked;
$$;
