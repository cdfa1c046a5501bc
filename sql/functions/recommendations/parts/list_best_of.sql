-- list_best_of: list the best known items with a feature (a genre, a language, a person), without known items.
-- Called by describe_tastes, describe_languages and find_seasonal. Features are counted after the catalogue is filled, so
-- they may name an item that was deleted since.
create or replace function cinelibre.list_best_of(
    kind text,
    name text,
    item_types text[],
    known_ids integer[],
    item_limit integer
)
returns table (item_id integer)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select b.item_id
    from cinelibre.features as f
    cross join lateral unnest(f.item_ids) with ordinality as b (item_id, place)
    where f.kind = list_best_of.kind
        and f.name = list_best_of.name
        and f.item_type = any (list_best_of.item_types)
        and b.item_id <> all (list_best_of.known_ids)
        and exists (select from cinelibre.items as i where i.id = b.item_id)
    order by b.place, b.item_id
    limit list_best_of.item_limit;
$$;
