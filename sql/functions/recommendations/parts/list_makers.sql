-- list_makers: return the folded names of who made an item: a movie's directors or a book's authors.
-- Called by find_alike, compare_items and describe_likeness.
create or replace function cinelibre.list_makers(item_id integer)
returns text[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return cinelibre.fold_names(coalesce(
        (select m.directors from cinelibre.movies as m where m.item_id = list_makers.item_id),
        (select b.authors from cinelibre.books as b where b.item_id = list_makers.item_id)
    ));
end;
$$;
