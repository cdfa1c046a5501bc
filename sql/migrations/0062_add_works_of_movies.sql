-- Movies are one work if they share a director, and directors are written after the items: works are placed again then.
create function cinelibre.keep_works_of_movies()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[];
    _titles text[];
begin
    if tg_op = 'INSERT' then
        _ids := array(select n.item_id from new_movies as n where n.directors <> '{}');
    else
        _ids := array(
            select n.item_id
            from new_movies as n
            join old_movies as o on o.item_id = n.item_id
            where o.directors <> n.directors
        );
    end if;
    _titles := array(
        select t.title
        from (
            select distinct cinelibre.fold_work(i.folded_title) as title
            from cinelibre.items as i
            where i.id = any (_ids)
        ) as t
        where exists (
            select
            from cinelibre.items as i
            where i.item_type = 'movie' and i.folded_title in (t.title, t.title || ' a novel')
            offset 1
        )
    );
    if _titles <> '{}' then
        perform cinelibre.place_works(array_fill('movie'::text, array[cardinality(_titles)]), _titles);
    end if;
    return null;
end;
$$;

create trigger keep_works_of_new_movies
after insert on cinelibre.movies
referencing new table as new_movies
for each statement execute function cinelibre.keep_works_of_movies();

create trigger keep_works_of_changed_movies
after update on cinelibre.movies
referencing old table as old_movies new table as new_movies
for each statement execute function cinelibre.keep_works_of_movies();
