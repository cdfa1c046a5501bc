-- explain_by_friends: return which friends gave 4 stars or more, as of now, for the items of a list that friends brought.
-- Called by describe_batch and get_receipt with entries of a stored list. That list has no friend's name: who is no
-- friend any more, or shares no ratings any more, is not named. `evidence` joins what is stored. Those who gave most come
-- first, person_limit at most.
create or replace function cinelibre.explain_by_friends(
    reader_id integer,
    entries jsonb,
    liked float8 default 4,
    person_limit integer default 3
)
returns table (item_id integer, evidence jsonb)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _item_ids integer[] := array(
        select (e.body ->> 'item_id')::integer
        from jsonb_array_elements(explain_by_friends.entries) as e (body)
        where e.body -> 'contributions' @> '[{"source": "friends"}]'
    );
begin
    if _item_ids = '{}' then
        return;
    end if;
    return query
    select placed.item_id, jsonb_build_object('friends', jsonb_build_object(
        'count', count(*),
        'people', jsonb_agg(
            jsonb_build_object('person_id', placed.person_id, 'name', placed.name, 'rating', placed.rating) order by placed.place
        ) filter (where placed.place <= explain_by_friends.person_limit)
    ))
    from (
        select r.item_id, r.rating, f.person_id, f.name, row_number() over (
            partition by r.item_id order by r.rating desc, f.name, f.user_id
        ) as place
        from cinelibre.list_sharing_friends(explain_by_friends.reader_id) as f
        join cinelibre.ratings as r on r.user_id = f.user_id
            and r.item_id = any (_item_ids)
        where r.source = 'rating'
            and r.rating >= explain_by_friends.liked
    ) as placed
    group by placed.item_id;
end;
$$;
