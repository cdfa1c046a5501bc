-- measure_taste: return the norm of a user's taste vector: from 1, all they liked is alike, down to 0; null if nothing is.
-- Called by describe_features. The vector is the mean of the description vectors of the newest liked items, weighted as in
-- list_liked. Each has the length 1, so the more stories differ, the shorter is their mean.
create or replace function cinelibre.measure_taste(user_id integer, liked_limit integer default 30)
returns float8
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select vector_norm(sum(l.embedding::vector * array_fill(l.weight::real, array[384])::vector)) / sum(l.weight)
    from cinelibre.list_rated(measure_taste.user_id) as h
    cross join lateral cinelibre.list_liked(h.item_ids, h.ratings, measure_taste.liked_limit, shares => h.shares) as l;
$$;
