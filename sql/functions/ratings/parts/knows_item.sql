-- knows_item: say whether a user has rated, liked, disliked, seen or hidden an item, in this edition or another.
-- Called by list_unknown: lists leave such items out. Its subqueries keep it from being inlined.
create or replace function cinelibre.knows_item(user_id integer, item_id integer)
returns boolean
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
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
    )
    or exists (
        select
        from cinelibre.items as own
        join cinelibre.items as edition on edition.work_id = own.work_id
        left join cinelibre.ratings as r on r.user_id = knows_item.user_id and r.item_id = edition.id
        left join cinelibre.shelf as s on s.user_id = knows_item.user_id and s.item_id = edition.id
        where own.id = knows_item.item_id
            and coalesce(r.rated_at, s.hidden_at, s.seen_at) is not null
    );
$$;
