-- explain_by_popularity: return how many readers like each chosen item, and how widely it is known elsewhere.
-- Called by gather_evidence. simulated_count counts the ratings of the demo's raters, who are not real readers.
create or replace function cinelibre.explain_by_popularity(chosen_ids integer[])
returns table (item_id integer, found json)
language sql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select i.id, json_build_object(
        'like_count', coalesce(s.like_count, 0),
        'rating_count', coalesce(s.rating_count, 0),
        'simulated_count', coalesce(s.simulated_count, 0),
        'average', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2),
        'external_count', i.external_count,
        'external_rating', i.external_rating
    )
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = any (explain_by_popularity.chosen_ids);
$$;
