-- knows_item: whether a user has rated, liked, disliked, seen or hidden an item.
-- What lists leave out and searches mark. A row-level helper: it names everything with its schema, and inlines.
create or replace function cinelibre.knows_item(user_id integer, item_id integer)
returns boolean
language sql
stable
as $$
    select exists (
        select
        from cinelibre.ratings as r
        where r.user_id = knows_item.user_id
            and r.item_id = knows_item.item_id
    )
    or exists (
        select
        from cinelibre.shelf as s
        where s.user_id = knows_item.user_id
            and s.item_id = knows_item.item_id
            and coalesce(s.hidden_at, s.seen_at) is not null
    );
$$;
