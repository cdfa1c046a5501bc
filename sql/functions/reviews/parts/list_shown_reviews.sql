-- list_shown_reviews: list the reviews of an item that everybody may read.
-- Called by get_reviews.
create or replace function cinelibre.list_shown_reviews(item_id integer)
returns table (id integer, written_at timestamptz)
language sql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select r.id, r.written_at
    from cinelibre.reviews as r
    where r.item_id = list_shown_reviews.item_id
        and r.body is not null
        and r.hidden_at is null;
$$;
