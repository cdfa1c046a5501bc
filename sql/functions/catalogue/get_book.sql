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
        cinelibre.describe_book(get_book.book_id, caller.user_id),
        cinelibre.refuse('PT404', 'item_not_found', format('There is no book with the id %s.', get_book.book_id))
    )
    from cinelibre.allow_caller(get_book.caller_id, get_book.caller_version) as caller (user_id);
$$;
