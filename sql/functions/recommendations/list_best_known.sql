-- list_best_known: of a type what is best known elsewhere, right now ('now') or ever ('ever'), without what is known here.
-- Called by list_popular_now. Of a work the edition that is best known. Two queries: each walks an index of its order.
create or replace function cinelibre.list_best_known(item_type text, span text, known_ids integer[], item_limit integer)
returns setof integer
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
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
