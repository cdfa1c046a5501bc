-- list_trends: list what a user's ratings said for and against some features at the end of each of some months.
-- Called by describe_trends. The newest month ends now. It computes what list_likings does for one history, for all months
-- at once, because months share most of theirs. Only ratings count: what was clicked says something for a while only.
create or replace function cinelibre.list_trends(
    user_id integer, months date[], zone text, kinds text[], names text[], history_limit integer
)
returns table (month date, kind text, name text, liked float8, disliked float8)
language sql
stable
rows 1000
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as materialized (select k.kind, k.name from unnest(list_trends.kinds, list_trends.names) as k (kind, name)),
    weighed as materialized (
        select m.month, w.item_id, w.liked, w.disliked
        from unnest(list_trends.months) as m (month)
        cross join lateral cinelibre.list_rated(
            list_trends.user_id, list_trends.history_limit, (m.month + interval '1 month') at time zone list_trends.zone
        ) as h
        cross join lateral cinelibre.weigh_history(h.item_ids, h.ratings, shares => h.shares) as w
    ),
    described as materialized (
        select d.item_id, i.item_type, i.genres, i.language, i.year, i.people
        from (select distinct w.item_id from weighed as w) as d
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = d.item_id limit 1
        ) as i
    ),
    totals as materialized (
        select w.month, d.item_type, sum(w.liked) as liked, sum(w.disliked) as disliked
        from weighed as w
        join described as d on d.item_id = w.item_id
        group by w.month, d.item_type
    ),
    observed as (
        select w.month, f.kind, f.name, sum(w.liked * f.share) as liked, sum(w.disliked * f.share) as disliked
        from described as d
        cross join lateral cinelibre.list_features(d.genres, d.language, d.year, d.people) as f
        join weighed as w on w.item_id = d.item_id
        where (f.kind, f.name) in (select a.kind, a.name from asked as a)
        group by w.month, f.kind, f.name
    ),
    expected as (
        select t.month, c.kind, c.name, sum(c.share * t.liked) as liked, sum(c.share * t.disliked) as disliked
        from asked as a
        join cinelibre.features as c on c.kind = a.kind and c.name = a.name and c.kind <> 'type'
        join totals as t on t.item_type = c.item_type
        group by t.month, c.kind, c.name
    )
    select
        e.month, e.kind, e.name,
        ln((coalesce(o.liked, 0) + 1) / (e.liked + 1)), greatest(0, ln((coalesce(o.disliked, 0) + 1) / (e.disliked + 1)))
    from expected as e
    left join observed as o on o.month = e.month and o.kind = e.kind and o.name = e.name
    where e.kind <> 'person' or o.name is not null
    union all
    select s.month, 'type', c.name, ln((coalesce(t.liked, 0) + 0.5) / (c.share * s.liked + 0.5)), 0
    from (select a.month, sum(a.liked) as liked from totals as a group by a.month) as s
    cross join cinelibre.features as c
    join asked as k on k.kind = c.kind and k.name = c.name and k.kind = 'type'
    left join totals as t on t.month = s.month and t.item_type = c.name;
$$;
