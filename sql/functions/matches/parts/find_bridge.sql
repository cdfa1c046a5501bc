-- find_bridge: find the title that one person loves most and that another does not know, in any edition.
-- Called by describe_match. least_people is how many people must have rated it.
create or replace function cinelibre.find_bridge(lover_id integer, other_id integer, least_people integer, loved float8 default 4)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select o.item_id
        from cinelibre.list_opinions(find_bridge.lover_id) as o
        join cinelibre.item_stats as s on s.item_id = o.item_id
        where o.stars >= find_bridge.loved
            and s.rater_count - s.simulated_count >= find_bridge.least_people
            and o.item_id not in ( -- a hash; `<> all` compares every title with every known one
                select known.id from unnest(cinelibre.list_known(find_bridge.other_id)) as known (id)
            )
        order by o.stars desc, s.like_count desc, o.item_id
        limit 1
    );
end;
$$;
