-- describe_batch: return some positions of a stored list with their present items, without what the user now knows.
-- Called by find_stored_list, find_stored_rows, save_recommendations and serve_batch. What the user did with an item is
-- told as of now, and so are friends who liked it. Two look-ups tell whether it is known; only items with other editions need
-- the slower knows_item.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_batch(user_id integer, items jsonb, batch_skip integer, batch_size integer)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select coalesce(json_agg(placed order by placed.place), '[]')
        from (
            select c.*, own.mine, told.*
            from jsonb_array_elements(describe_batch.items) with ordinality as entry (body, place)
            join cinelibre.items as i on i.id = (entry.body ->> 'item_id')::integer
            cross join lateral cinelibre.item_columns(i.id) as c
            left join cinelibre.explain_by_friends(describe_batch.user_id, describe_batch.items) as f on f.item_id = i.id
            cross join lateral cinelibre.tell_place(
                entry.place, entry.body, (entry.body -> 'evidence') || coalesce(f.evidence, '{}')
            ) as told
            left join lateral ( -- with limit 1 the planner looks up each id; a join would read the user's whole history
                select true as is_known from cinelibre.ratings as o where o.user_id = describe_batch.user_id and o.item_id = i.id limit 1
            ) as r on true
            left join lateral (
                select coalesce(o.hidden_at, o.seen_at) is not null as is_known
                from cinelibre.shelf as o
                where o.user_id = describe_batch.user_id and o.item_id = i.id
                limit 1
            ) as s on true
            left join cinelibre.list_mine(
                describe_batch.user_id,
                array(
                    select (e.body ->> 'item_id')::integer
                    from jsonb_array_elements(describe_batch.items) with ordinality as e (body, place)
                    where e.place > describe_batch.batch_skip
                        and e.place <= describe_batch.batch_skip + describe_batch.batch_size
                )
            ) as own on own.item_id = i.id
            where entry.place > describe_batch.batch_skip
                and entry.place <= describe_batch.batch_skip + describe_batch.batch_size
                and not coalesce(r.is_known, s.is_known, false)
                and (i.work_id is null or not cinelibre.knows_item(describe_batch.user_id, i.id))
        ) as placed
    );
end;
$$;
