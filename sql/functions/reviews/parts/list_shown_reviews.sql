-- list_shown_reviews: list the reviews of an item that a reader may read; a null reader is anybody.
-- Called by get_reviews. A reader does not see what somebody wrote whom they blocked or who blocked them.
create or replace function cinelibre.list_shown_reviews(item_id integer, reader_id integer)
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
        and r.hidden_at is null
        and not exists (
            select
            from cinelibre.relations as o
            where o.said = 'blocked'
                and (o.user_id, o.other_id) in (
                    (r.user_id, list_shown_reviews.reader_id), (list_shown_reviews.reader_id, r.user_id)
                )
        );
$$;
