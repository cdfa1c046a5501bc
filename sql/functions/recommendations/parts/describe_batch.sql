-- describe_batch: return some positions of a stored list with their present items, without what the user now knows.
-- Called by describe_stored, save_recommendations and serve_batch. What the user did with an item is
-- told as of now, and so are friends and matches who liked it.
-- It is PL/pgSQL because PostgreSQL before 18 plans an SQL function at every call.
create or replace function cinelibre.describe_batch(
    user_id integer,
    items jsonb,
    batch_skip integer,
    batch_size integer,
    threshold float8
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(describe_batch.items) with ordinality as e (body, place)
        order by e.place
    );
    _batch integer[] := _ids[describe_batch.batch_skip + 1:describe_batch.batch_skip + describe_batch.batch_size];
begin
    return (
        select coalesce(json_agg(placed order by placed.place), '[]')
        from (
            select
                c.*,
                own.mine,
                coalesce(met.matched_users, '{"named": [], "others": 0}') as matched_users,
                coalesce(met.potential_matches, '{"count": 0, "named": []}') as potential_matches,
                told.*
            from cinelibre.list_unknown(describe_batch.user_id, _ids, batch_skip, batch_size) as u
            cross join lateral (select describe_batch.items -> (u.place - 1)::integer as body) as entry
            cross join lateral cinelibre.item_columns(u.item_id) as c
            left join cinelibre.explain_by_friends(describe_batch.user_id, describe_batch.items) as f on f.item_id = u.item_id
            cross join lateral cinelibre.tell_place(
                u.place, entry.body, (entry.body -> 'evidence') || coalesce(f.evidence, '{}')
            ) as told
            left join cinelibre.list_mine(describe_batch.user_id, _batch) as own on own.item_id = u.item_id
            left join cinelibre.find_company(describe_batch.user_id, _batch, threshold) as met on met.item_id = u.item_id
        ) as placed
    );
end;
$$;
