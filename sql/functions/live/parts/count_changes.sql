-- count_changes: count, for each of some readers, what changed their list and rows, their matches, and what friends do.
-- Called by get_live_state, open_live and get_live_changes. Nobody writes these counts: they come from what writers keep
-- anyway, so imports and jobs count as well. A list lives a day; within it, clicks and views count in steps of moved_from,
-- by which a list ends. The first neighbors end a list that had none, and a change of influences takes them away, so
-- taste counts double. A friend more or less weighs more than all that friends rate.
create or replace function cinelibre.count_changes(
    reader_ids integer[],
    moved_from float8,
    per_day integer default 1000,
    per_friend bigint default 1000000
)
returns table (user_id integer, list bigint, matches bigint, friends bigint)
language sql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        me.id,
        per_day * (today.day - date '2026-01-01')::bigint
            + least(per_day - 1, floor(coalesce(moves.total, 0) / count_changes.moved_from)::bigint)
            + 2 * me.taste_version
            + exists (select from cinelibre.user_neighbors as n where n.user_id = me.id)::integer,
        me.taste_version::bigint + me.people_version,
        me.people_version + coalesce(news.total, 0)
    from cinelibre.users as me
    cross join lateral (select (now() at time zone me.timezone)::date as day) as today
    cross join lateral (
        select round(sum(abs(k.preference))::numeric, 9) as total
        from cinelibre.interactions as e
        join cinelibre.interaction_types as k on k.name = e.interaction_type
        where e.user_id = me.id
            and e.occurred_at >= today.day::timestamp at time zone me.timezone
            and k.implied_rating is null
            and not k.hides
    ) as moves
    cross join lateral (
        select sum(per_friend + friend.stars_version)::bigint as total
        from cinelibre.relations as mine
        join cinelibre.relations as theirs on theirs.user_id = mine.other_id and theirs.other_id = mine.user_id
        join cinelibre.users as friend on friend.id = mine.other_id
        where mine.user_id = me.id
            and mine.said = 'accepted'
            and theirs.said = 'accepted'
            and me.shares_ratings
            and friend.shares_ratings
    ) as news
    where me.id = any (count_changes.reader_ids);
$$;
