-- write_books: write what a batch says of books alone; return the ids of the items that changed.
-- Called by upsert_items, after write_items. A field that a record leaves out keeps its value.
create or replace function cinelibre.write_books(incoming cinelibre.incoming_item[])
returns setof integer
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    insert into cinelibre.books as b (
        item_id, google_id, isbn13, published_date, page_count, authors, publisher
    )
    select
        n.item_id, n.google_id, n.isbn13, n.published_date, n.page_count, coalesce(n.authors, '{}'), n.publisher
    from unnest(write_books.incoming) as n
    where n.item_type = 'book'
    order by n.item_id
    on conflict (item_id) do update
    set google_id = coalesce(excluded.google_id, b.google_id),
        isbn13 = coalesce(excluded.isbn13, b.isbn13),
        published_date = coalesce(excluded.published_date, b.published_date),
        page_count = coalesce(excluded.page_count, b.page_count),
        authors = coalesce(nullif(excluded.authors, '{}'), b.authors),
        publisher = coalesce(excluded.publisher, b.publisher)
    returning b.item_id;
$$;
