-- find_alike: find the items that may be like another item, for score_alike to judge.
-- Called by rank_alike; docs/algorithms.md lists the five kinds of candidates. The more items are liked together with
-- it, the fewer are taken by their description.
create or replace function cinelibre.find_alike(
    item_id integer,
    item_type text,
    known_ids integer[],
    n_together integer default 100,
    n_nearest integer default 100,
    fewest_nearest integer default 40,
    n_of_makers integer default 40,
    n_pairs integer default 4,
    n_of_pair integer default 20
)
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
declare
    _own record;
    _vector vector := (select e.embedding::vector from cinelibre.item_embeddings as e where e.item_id = find_alike.item_id);
    _makers text[] := cinelibre.list_makers(find_alike.item_id);
    _together integer[] := array(select t.other_id from cinelibre.list_together(find_alike.item_id, find_alike.n_together) as t);
    _n_nearest integer := greatest(find_alike.fewest_nearest, find_alike.n_nearest - cardinality(_together));
begin
    select i.folded_title, i.genres, i.language into _own from cinelibre.items as i where i.id = find_alike.item_id;
    return array(
        with found as (
            select t.item_id from unnest(_together) as t (item_id)
            union
            select near.item_id
            from cinelibre.scan_by_vector(
                find_alike.item_type, _vector, find_alike.known_ids, 'true', _n_nearest, _n_nearest + 1
            ) as near
            union
            select same.id from cinelibre.items as same
            where same.item_type = find_alike.item_type and same.folded_title = _own.folded_title and same.folded_title <> ''
            union
            select made.item_id
            from cinelibre.list_made(
                _makers, find_alike.item_type, find_alike.known_ids, find_alike.n_of_makers
            ) as made (item_id)
            union
            select known.item_id
            from cinelibre.list_by_pairs(_own.genres, _own.language, find_alike.item_type, find_alike.n_pairs) as p
            cross join lateral unnest(p.item_ids[:find_alike.n_of_pair]) as known (item_id)
        )
        select f.item_id
        from found as f
        where f.item_id <> all (find_alike.known_ids)
    );
end;
$$;
