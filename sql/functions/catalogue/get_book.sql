-- get_book: return everything we know of one book, or raise PT404.
-- GET /books/{id}. For a logged-in caller the answer includes their rating and marks.
create or replace function public.get_book(
    book_id integer,
    caller_id integer default null,
    caller_version integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select to_jsonb(found)
            from (
                select
                    c.*,
                    cinelibre.rating_summary(i.id) as ratings,
                    cinelibre.describe_mine(caller.user_id, i.id) as mine,
                    b.google_id,
                    b.isbn13,
                    b.published_date,
                    b.page_count,
                    b.authors,
                    b.publisher,
                    i.keywords
                from cinelibre.items as i
                cross join lateral cinelibre.item_columns(i) as c
                join cinelibre.books as b on b.item_id = i.id
                where i.id = get_book.book_id
            ) as found
        ),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no book with the id %s.', get_book.book_id))
    )
    from cinelibre.allow_caller(get_book.caller_id, get_book.caller_version) as caller (user_id);
$$;
