-- list_best_known: list a type's items that are best known elsewhere, right now ('now') or ever ('ever').
-- Called by list_popular_now. Known items are left out, and a work has its best known edition. There are two queries so
-- that each can walk the index of its order.
create or replace function cinelibre.list_best_known(item_type text, span text, known_ids integer[], item_limit integer)
returns setof integer
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set plan_cache_mode = force_generic_plan -- a session plans it once
as $$
begin
    if list_best_known.span = 'now' then
        return query
        select i.id
        from cinelibre.items as i
        where i.external_popularity is not null
            and i.item_type = list_best_known.item_type
            and i.id <> all (list_best_known.known_ids)
            and (
                i.work_id is null
                or not exists (
                    select
                    from cinelibre.items as e
                    where e.work_id = i.work_id
                        and (coalesce(e.external_popularity, 0), e.prominence, -e.id) > (i.external_popularity, i.prominence, -i.id)
                )
            )
        order by i.external_popularity desc nulls last, i.prominence desc, i.id
        limit list_best_known.item_limit;
    else
        return query
        select i.id
        from cinelibre.items as i
        where i.item_type = list_best_known.item_type
            and i.prominence > 0
            and i.id <> all (list_best_known.known_ids)
            and (
                i.work_id is null
                or not exists (
                    select
                    from cinelibre.items as e
                    where e.work_id = i.work_id and (e.prominence, -e.id) > (i.prominence, -i.id)
                )
            )
        order by i.prominence desc, i.id
        limit list_best_known.item_limit;
    end if;
end;
$$;
