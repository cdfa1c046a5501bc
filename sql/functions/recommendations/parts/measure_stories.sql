-- measure_stories: return the cosines of some items' descriptions to that of one item.
-- Called by compare_items.
create or replace function cinelibre.measure_stories(item_id integer, candidate_ids integer[])
returns table (other_id integer, cosine float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- expects few items, so it looks each one up in the index
as $$
declare
    _own halfvec := (select e.embedding from cinelibre.item_embeddings as e where e.item_id = measure_stories.item_id);
begin
    return query
    select e.item_id, 1 - (e.embedding <=> _own)
    from cinelibre.item_embeddings as e
    where e.item_id = any (measure_stories.candidate_ids);
end;
$$;
