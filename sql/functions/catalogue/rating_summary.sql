-- rating_summary: how our own raters rate an item: how many, their average, and how many of them are simulated.
-- Called by get_movie and get_book.
create or replace function cinelibre.rating_summary(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'count', count(*),
        'average', round(avg(r.rating)::numeric, 2),
        'n_simulated', count(*) filter (where r.source = 'simulated')
    )
    from cinelibre.ratings as r
    where r.item_id = rating_summary.item_id;
$$;
