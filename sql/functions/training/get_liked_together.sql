-- get_liked_together: return for each of some items the items that the same people like, with the products of likings.
-- The chore refresh-ease: [[item, [others], [products]]…]. A product is Σ x · y over the people, x and y their likings of
-- both in sixths, 2 · (stars − 2). It stops when the time is up, after one item at least; the caller asks again for the rest.
create or replace function public.get_liked_together(item_ids integer[], max_seconds float8)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set jit = off -- compiling costs more than it saves in a short query
as $$
declare
    _until timestamptz := clock_timestamp() + make_interval(secs => get_liked_together.max_seconds);
    _item_id integer;
    _found json;
    _all json[] := '{}';
begin
    foreach _item_id in array coalesce(get_liked_together.item_ids, '{}') loop
        select json_build_array(_item_id, coalesce(json_agg(s.item_id), '[]'), coalesce(json_agg(s.product), '[]'))
        into _found
        from (
            select r.item_id, sum(((own.rating - 2) * 2)::integer * ((r.rating - 2) * 2)::integer) as product
            from cinelibre.ratings as own
            join cinelibre.ratings as r on r.user_id = own.user_id and r.item_id <> own.item_id and r.rating > 2
            where own.item_id = _item_id
                and own.rating > 2
            group by r.item_id
            order by r.item_id
        ) as s;
        _all := _all || _found;
        exit when clock_timestamp() >= _until;
    end loop;
    return array_to_json(_all);
end;
$$;
