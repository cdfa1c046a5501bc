-- rating_summary: count an item's star ratings, average them, and count how many are simulated.
-- Called by describe_movie and describe_book. Implied ratings, from likes or hides, do not count.
create or replace function cinelibre.rating_summary(item_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'count', coalesce(s.rating_count, 0),
        'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
        'n_simulated', coalesce(s.simulated_count, 0)
    )
    from (select rating_summary.item_id as id) as asked
    left join cinelibre.item_stats as s on s.item_id = asked.id;
$$;
