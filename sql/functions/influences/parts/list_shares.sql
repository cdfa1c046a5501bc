-- list_shares: return how much some items count in a user's lists, by what the user set; those that count once are left out.
-- Called by list_rated and build_reader. An item counts its own weight, times the least weight below 1 among its
-- language, decade, type and people, or the mean of its genres if that is less. docs/algorithms.md says why ("Influences").
create or replace function cinelibre.list_shares(user_id integer, item_ids integer[])
returns table (item_id integer, share float8)
language plpgsql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
set enable_nestloop = off -- the planner expects few rows of influences; a reader may set 500
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
declare
    _lowers boolean := (
        select bool_or(i.kind <> 'item' and i.weight < 1) from cinelibre.influences as i where i.user_id = list_shares.user_id
    );
begin
    if _lowers is null then -- nothing is set
        return;
    end if;
    return query
    with own as materialized (
        select i.kind, i.name, i.item_id, i.weight from cinelibre.influences as i where i.user_id = list_shares.user_id
    ),
    lowered as (
        select
            asked.id,
            case when f.kind = 'genre' then 1 - sum(1 - o.weight) / max(cardinality(d.genres)) else min(o.weight) end as weight
        from unnest(case when _lowers then list_shares.item_ids end) as asked (id)
        cross join lateral ( -- with limit 1 the planner looks up each id; a join would scan all items
            select i.item_type, i.genres, i.language, i.year, i.people from cinelibre.items as i where i.id = asked.id limit 1
        ) as d
        cross join lateral (
            select f.kind, f.name from cinelibre.list_features(d.genres, d.language, d.year, d.people) as f where f.share = 1
            union all
            select 'type', d.item_type
        ) as f
        join own as o on o.kind = f.kind and o.name = f.name
        where o.weight < 1
        group by asked.id, f.kind
    )
    select asked.id, coalesce(o.weight, 1) * coalesce(l.weight, 1)
    from unnest(list_shares.item_ids) as asked (id)
    left join own as o on o.kind = 'item' and o.item_id = asked.id
    left join (select w.id, min(w.weight) as weight from lowered as w group by w.id) as l on l.id = asked.id
    where o.weight is not null or l.weight is not null;
end;
$$;
