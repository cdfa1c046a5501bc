-- list_editions: return some items and all other editions of their works, each once, in no order.
-- Called by list_known, build_visitor and get_similar_items: a user who knows one edition knows them all.
create or replace function cinelibre.list_editions(item_ids integer[])
returns integer[]
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _work_ids integer[] := array(
        select distinct i.work_id
        from cinelibre.items as i
        where i.work_id is not null
            and i.id = any (list_editions.item_ids)
    );
begin
    if _work_ids = '{}' then
        return list_editions.item_ids;
    end if;
    return array(
        select given.item_id
        from unnest(list_editions.item_ids) as given (item_id)
        union
        select i.id
        from cinelibre.items as i
        where i.work_id = any (_work_ids)
    );
end;
$$;
