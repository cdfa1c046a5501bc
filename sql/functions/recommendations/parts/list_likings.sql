-- list_likings: compute from a history, newest first, how much a user likes and dislikes each feature.
-- Called by list_tastes and get_session_candidates. docs/algorithms.md has the formula ("Taste"). A leaning counts like a
-- rating that says as much.
-- Of people only the strongest are returned. Of other features all are: what a user never watches says something too.
-- The kind `type` says how far a type falls behind its share of the catalogue.
create or replace function cinelibre.list_likings(
    item_ids integer[],
    ratings real[],
    item_limit integer default 200,
    people_limit integer default 60,
    leaning_ids integer[] default null,
    leaning_weights float8[] default null,
    shares float8[] default null
)
returns setof cinelibre.liking
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    return query
    with weighed as materialized (
        select w.liked, w.disliked, i.item_type, i.genres, i.language, i.year, i.people
        from cinelibre.weigh_signals(item_ids, ratings, item_limit, leaning_ids, leaning_weights, shares) as w
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select o.item_type, o.genres, o.language, o.year, o.people from cinelibre.items as o where o.id = w.item_id limit 1
        ) as i
    ),
    totals as materialized (select w.item_type, sum(w.liked) as liked, sum(w.disliked) as disliked from weighed as w group by 1),
    observed as materialized (
        select f.kind, f.name, sum(w.liked * f.share) as liked, sum(w.disliked * f.share) as disliked
        from weighed as w
        cross join lateral cinelibre.list_features(w.genres, w.language, w.year, w.people) as f
        group by f.kind, f.name
    ),
    asked as (
        select distinct f.kind, f.name from cinelibre.features as f where f.kind in ('genre', 'language', 'decade')
        union all
        (select o.kind, o.name from observed as o where o.kind = 'person' order by o.liked desc, o.name limit people_limit)
        union
        (select o.kind, o.name from observed as o where o.kind = 'person' order by o.disliked desc, o.name limit people_limit)
    )
    select
        a.kind,
        a.name,
        ln((coalesce(o.liked, 0) + 1) / (expected.liked + 1)),
        greatest(0, ln((coalesce(o.disliked, 0) + 1) / (expected.disliked + 1)))
    from asked as a
    cross join lateral (
        select sum(f.share * t.liked) as liked, sum(f.share * t.disliked) as disliked
        from totals as t
        join cinelibre.features as f on f.item_type = t.item_type and f.kind = a.kind and f.name = a.name
    ) as expected
    left join observed as o on o.kind = a.kind and o.name = a.name
    where expected.liked is not null
    union all
    select 'type', f.name, ln((coalesce(t.liked, 0) + 0.5) / (f.share * (select sum(t.liked) from totals as t) + 0.5)), 0
    from cinelibre.features as f
    left join totals as t on t.item_type = f.name
    where f.kind = 'type' and exists (select from totals);
end;
$$;
