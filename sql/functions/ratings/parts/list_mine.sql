-- list_mine: return what a user did with each of some items, as of now: the stars they gave, and which marks are set.
-- Called by everything that answers items to a user. It is strict: without a user there are no rows, and nothing is read.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.list_mine(user_id integer, item_ids integer[])
returns table (item_id integer, mine json)
language plpgsql
stable
strict
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    select
        asked.id,
        json_build_object(
            'rating', r.rating,
            'on_watchlist', s.on_watchlist_at is not null,
            'is_hidden', s.hidden_at is not null,
            'is_seen', s.seen_at is not null,
            'is_favorite', s.favorite_at is not null
        )
    from (select distinct a.id from unnest(list_mine.item_ids) as a (id)) as asked
    left join (
        select o.item_id, o.rating
        from cinelibre.ratings as o
        where o.user_id = list_mine.user_id and o.item_id = any (list_mine.item_ids) and o.source = 'rating'
    ) as r on r.item_id = asked.id
    left join (
        select o.*
        from cinelibre.shelf as o
        where o.user_id = list_mine.user_id and o.item_id = any (list_mine.item_ids)
    ) as s on s.item_id = asked.id;
end;
$$;
