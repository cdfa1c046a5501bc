-- rate_popularity: how popular an item is, by our readers' likes and by how well it is known outside.
-- What all items were rated outside is worth a thousand likes, of which each gets its share, until our own outnumber
-- them. A row-level helper: it inlines.
create or replace function cinelibre.rate_popularity(like_count integer, external_count integer, external_total float8)
returns float8
language sql
immutable
as $$
    select rate_popularity.like_count
        + 1000::float8 * coalesce(rate_popularity.external_count, 0) / greatest(rate_popularity.external_total, 1);
$$;
