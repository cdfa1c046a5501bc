-- list_evidence: list the features of what a user rated and leaned to: on how many items, and when the newest was met.
-- Called by list_preferences. Unlike list_features it leaves out the decades beside an item's own.
create or replace function cinelibre.list_evidence(user_id integer, rated_ids integer[], leaning_ids integer[])
returns table (kind text, name text, n_items bigint, newest_at timestamptz)
language plpgsql
stable
rows 300
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with said as materialized (
        select m.item_id, m.moment, i.item_type, i.genres, i.language, i.year, i.people
        from (
            select r.item_id, r.rated_at as moment
            from unnest(list_evidence.rated_ids) as h (item_id)
            cross join lateral (
                select o.item_id, o.rated_at from cinelibre.ratings as o
                where o.user_id = list_evidence.user_id and o.item_id = h.item_id
                limit 1
            ) as r
            union all
            select e.item_id, max(e.moment)
            from cinelibre.list_newest_events(list_evidence.user_id, list_evidence.leaning_ids) as e
            group by e.item_id
        ) as m
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = m.item_id limit 1
        ) as i
    )
    select f.kind, f.name, count(*), max(f.moment)
    from (
        select 'type' as kind, s.item_type as name, s.moment from said as s
        union all
        select 'language', s.language, s.moment from said as s where s.language is not null
        union all
        select 'decade', (s.year / 10 * 10)::text, s.moment from said as s where s.year is not null
        union all
        select 'genre', g.name, s.moment from said as s cross join unnest(s.genres) as g (name)
        union all
        select 'person', p.name, s.moment
        from said as s
        cross join lateral (select distinct n.name from unnest(s.people) as n (name)) as p
    ) as f
    group by f.kind, f.name;
end;
$$;
