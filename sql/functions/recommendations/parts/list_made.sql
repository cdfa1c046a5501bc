-- list_made: list what any of some people made or appear in, best known first, without known items.
-- Called by find_alike with the makers of an item, whose names are folded.
create or replace function cinelibre.list_made(makers text[], item_type text, known_ids integer[], item_limit integer)
returns setof integer
language plpgsql
stable
rows 40
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select i.id
    from cinelibre.items as i
    where i.folded_people && list_made.makers
        and i.item_type = list_made.item_type
        and i.id <> all (list_made.known_ids)
    order by i.prominence desc, i.id
    limit list_made.item_limit;
end;
$$;
