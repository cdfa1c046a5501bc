-- count_without_vector: count the items that wait for their vector.
-- Called by describe_contents and describe_traffic.
create or replace function cinelibre.count_without_vector()
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select count(*)::integer
    from cinelibre.items as i
    where not exists (select from cinelibre.item_embeddings as e where e.item_id = i.id);
$$;
