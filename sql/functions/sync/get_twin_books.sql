-- get_twin_books: which of some records, by place, speak of a book that is here under another id.
-- The same title, folded, and an author in common; a record of a book that is here under its own id is none.
create or replace function public.get_twin_books(records jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(jsonb_agg(twin.place - 1 order by twin.place), '[]')
    from (
        select g.place
        from jsonb_array_elements(get_twin_books.records) with ordinality as g (body, place)
        cross join lateral jsonb_to_record(g.body) as r (title text, authors text[], google_id text, isbn13 text)
        where not exists (select from cinelibre.books as own where own.google_id = r.google_id or own.isbn13 = r.isbn13)
            and exists (
                select
                from cinelibre.items as i
                where i.item_type = 'book'
                    and i.folded_title = cinelibre.fold_title(r.title)
                    and i.folded_people && cinelibre.fold_names(r.authors)
            )
    ) as twin;
$$;
