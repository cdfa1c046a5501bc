-- measure_stories: the cosine of these items' descriptions to that of one.
-- Called by compare_items. The plan is a generic one: it expects few items, and looks each up in the index.
create or replace function cinelibre.measure_stories(item_id integer, candidate_ids integer[])
returns table (other_id integer, cosine float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
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
