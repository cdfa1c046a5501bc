-- list_newest_events: list when a user last did something with some items, by the log and by what was rolled up of it.
-- Called by list_evidence. The newest event_limit events of the log count, as they do for leanings.
create or replace function cinelibre.list_newest_events(user_id integer, item_ids integer[], event_limit integer default 2000)
returns table (item_id integer, moment timestamptz)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select e.item_id, max(e.occurred_at)
    from (
        select n.item_id, n.occurred_at
        from cinelibre.interactions as n
        where n.user_id = list_newest_events.user_id
        order by n.occurred_at desc, n.id
        limit list_newest_events.event_limit
    ) as e
    where e.item_id = any (list_newest_events.item_ids)
    group by e.item_id
    union all
    select p.item_id, max(p.last_at)
    from cinelibre.preference_rollups as p
    where p.user_id = list_newest_events.user_id
        and p.item_id = any (list_newest_events.item_ids)
    group by p.item_id;
$$;
