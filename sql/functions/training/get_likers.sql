-- get_likers: return who gave some items more than two stars, and how many: [[item, [users], [stars]]…].
-- The chore refresh-ease, which asks for so many items that the answer stays small.
create or replace function public.get_likers(item_ids integer[])
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
as $$
begin
    return (
        select coalesce(json_agg(json_build_array(i.item_id, l.users, l.stars) order by i.item_id), '[]')
        from unnest(get_likers.item_ids) as i (item_id)
        cross join lateral (
            select
                coalesce(json_agg(r.user_id order by r.user_id), '[]') as users,
                coalesce(json_agg(r.rating order by r.user_id), '[]') as stars
            from cinelibre.ratings as r
            where r.item_id = i.item_id
                and r.rating > 2
        ) as l
    );
end;
$$;
