-- get_twin_books: return the positions of records whose book is known already under another id.
-- Called by `python -m api.jobs sync`; docs/matching.md has the rules. A twin shares its ISBN, or its title and an
-- author, with a book of the catalogue or with an earlier record. A record whose own id is in the catalogue is no twin,
-- unless its ISBN belongs to another volume: an ISBN is unique.
create or replace function public.get_twin_books(records jsonb)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (
        select
            g.place,
            r.google_id,
            r.isbn13,
            r.authors,
            array(select w.key from cinelibre.list_written_keys(r.title) as w where w.kind <> 'short') as keys,
            exists (select from cinelibre.find_by_source_ids(null, null, null, r.google_id, r.isbn13)) as is_here
        from jsonb_array_elements(get_twin_books.records) with ordinality as g (body, place)
        cross join lateral jsonb_to_record(g.body) as r (title text, authors text[], google_id text, isbn13 text)
    )
    select coalesce(jsonb_agg(a.place - 1 order by a.place), '[]')
    from asked as a
    where exists (select from cinelibre.books as other where other.isbn13 = a.isbn13 and other.google_id <> a.google_id)
        or (
            not a.is_here
            and (
                exists (
                    select
                    from cinelibre.title_keys as k
                    join cinelibre.items as i on i.id = k.item_id
                    where k.key = any (a.keys)
                        and k.kind in ('title', 'plain')
                        and k.item_type = 'book'
                        and cinelibre.share_author(i.people, a.authors)
                )
                or exists (
                    select
                    from asked as earlier
                    where earlier.place < a.place
                        and (
                            earlier.isbn13 = a.isbn13
                            or (earlier.keys && a.keys and cinelibre.share_author(earlier.authors, a.authors))
                        )
                )
            )
        );
$$;
