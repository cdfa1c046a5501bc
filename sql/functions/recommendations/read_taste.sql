-- read_taste: the weighed mean of the vectors of what somebody liked lately, null where nothing was.
-- Called by find_candidates. Histories come newest first; four stars and more are likes, and five
-- weigh twice as much as four.
create or replace function cinelibre.read_taste(item_ids integer[], ratings real[], liked_limit integer default 20)
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
        from unnest(read_taste.item_ids, read_taste.ratings) with ordinality as h (item_id, rating, place)
        join cinelibre.item_embeddings as e on e.item_id = h.item_id
        where h.rating >= 4
        order by h.place
        limit read_taste.liked_limit
    ) as liked;
$$;
