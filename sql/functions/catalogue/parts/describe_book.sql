-- describe_book: return everything we know of one book and what a user thinks of it; null if there is no such book.
-- Called by get_book and get_item.
create or replace function cinelibre.describe_book(book_id integer, user_id integer)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select to_jsonb(found)
    from (
        select
            c.*,
            cinelibre.rating_summary(i.id) as ratings,
            cinelibre.describe_mine(describe_book.user_id, i.id) as mine,
            (select p.prediction from cinelibre.describe_predictions(describe_book.user_id, array[i.id]) as p) as prediction,
            b.google_id,
            b.isbn13,
            b.published_date,
            b.authors,
            b.publisher,
            i.keywords
        from cinelibre.items as i
        cross join lateral cinelibre.item_columns(i.id) as c
        join cinelibre.books as b on b.item_id = i.id
        where i.id = describe_book.book_id
    ) as found;
$$;
