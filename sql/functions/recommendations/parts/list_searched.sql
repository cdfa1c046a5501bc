-- list_searched: return what a user's newest searches lean to: each shares its weight among the items it finds best.
-- Called by list_leanings. A search that is older than `half_life` weighs half.
create or replace function cinelibre.list_searched(
    user_id integer,
    half_life interval,
    per_query integer default 3
)
returns table (item_id integer, weight float8)
language plpgsql
stable
rows 9
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    select f.item_id, asked.weight / count(*) over (partition by asked.query)
    from (
        select distinct on (e.query) e.query, e.occurred_at, k.preference * power(
            0.5::float8, least(400, extract(epoch from now() - e.occurred_at)::float8 / extract(epoch from half_life)::float8)
        ) as weight
        from cinelibre.list_newest_searches(list_searched.user_id) as e
        join cinelibre.interaction_types as k on k.name = e.interaction_type
        where e.query is not null
        order by e.query, e.occurred_at desc
    ) as asked
    cross join lateral cinelibre.find_searched(asked.query, list_searched.per_query) as f;
end;
$$;
