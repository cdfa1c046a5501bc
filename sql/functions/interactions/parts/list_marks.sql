-- list_marks: list the marks of a row of the shelf that are set, and since when.
-- Called by get_marked_items, mark_item, list_newest_marks and count_library. It has no search_path of its own, so that
-- it is inlined into the caller's query.
create or replace function cinelibre.list_marks(row_of_shelf cinelibre.shelf)
returns table (mark text, marked_at timestamptz)
language sql
immutable
rows 2
as $$
    select marks.mark, marks.marked_at
    from (
        values
        ('watchlist', (list_marks.row_of_shelf).on_watchlist_at),
        ('hidden', (list_marks.row_of_shelf).hidden_at),
        ('seen', (list_marks.row_of_shelf).seen_at),
        ('favorite', (list_marks.row_of_shelf).favorite_at),
        ('opinion', (list_marks.row_of_shelf).opinion_at)
    ) as marks (mark, marked_at)
    where marks.marked_at is not null;
$$;
