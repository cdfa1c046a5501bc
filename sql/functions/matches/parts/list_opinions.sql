-- list_opinions: list what somebody thinks of items, in stars.
-- Called by everything that compares people. Stars count as given. Of an item without stars the newest opinion or mark
-- counts by its affinity; cinelibre.ratings keeps which one that is. It has no search_path of its own, so that it is
-- inlined: copying what it returns took a third of a comparison.
create or replace function cinelibre.list_opinions(user_id integer)
returns table (item_id integer, stars float8)
language sql
stable
rows 100
as $$
    select r.item_id, coalesce(cinelibre.affinity_as_stars(kind.affinity), r.rating)
    from cinelibre.ratings as r
    left join cinelibre.interaction_types as kind on kind.name = r.source
    where r.user_id = list_opinions.user_id;
$$;
