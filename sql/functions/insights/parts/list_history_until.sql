-- list_history_until: return what a user had rated by a moment, newest first, as an array of items and one of stars.
-- Called by list_trends. Implied ratings count too. What was rated again since counts at its newest moment alone.
create or replace function cinelibre.list_history_until(user_id integer, until timestamptz, item_limit integer)
returns table (item_ids integer[], ratings real[])
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        coalesce(array_agg(h.item_id order by h.rated_at desc, h.item_id), '{}'),
        coalesce(array_agg(h.rating order by h.rated_at desc, h.item_id), '{}')
    from (
        select r.item_id, r.rating, r.rated_at
        from cinelibre.ratings as r
        where r.user_id = list_history_until.user_id
            and r.rated_at < list_history_until.until
        order by r.rated_at desc, r.item_id
        limit list_history_until.item_limit
    ) as h;
$$;
