-- list_makers: who made an item, folded: the directors of a film, the authors of a book.
-- Called by find_alike and score_alike.
create or replace function cinelibre.list_makers(item_id integer)
returns text[]
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.fold_names(coalesce(m.directors, b.authors))
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    where i.id = list_makers.item_id;
$$;
