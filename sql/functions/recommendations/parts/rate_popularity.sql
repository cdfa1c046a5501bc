-- rate_popularity: rate how popular an item is, by our readers' likes and by its fame elsewhere.
-- Called wherever popularity counts. All fame elsewhere together is worth a thousand likes, so our own likes outweigh
-- it in time. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.rate_popularity(like_count integer, external_count integer, external_total float8)
returns float8
language sql
immutable
as $$
    select rate_popularity.like_count
        + 1000::float8 * coalesce(rate_popularity.external_count, 0) / greatest(rate_popularity.external_total, 1);
$$;
