-- sum_common: sum up the opinions that a reader and each of some people have of the same items.
-- Called by find_matches and list_company. x is the reader's opinion and y the other's, in stars minus the middle of the
-- scale. Of others than friends only those are there who can be matched.
create or replace function cinelibre.sum_common(
    reader_id integer,
    among integer[],
    middle float8 default 2.75,
    friend_ids integer[] default '{}'
)
returns table (user_id integer, n bigint, x float8, y float8, xx float8, yy float8, xy float8)
language plpgsql
stable
rows 50
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query
    with mine as materialized (
        select o.item_id, o.stars - sum_common.middle as x from cinelibre.list_opinions(sum_common.reader_id) as o
    )
    select u.id, count(*), sum(m.x), sum(o.y), sum(m.x * m.x), sum(o.y * o.y), sum(m.x * o.y)
    from cinelibre.users as u
    cross join lateral (
        select p.item_id, p.stars - sum_common.middle as y from cinelibre.list_opinions(u.id) as p
    ) as o
    join mine as m on m.item_id = o.item_id
    where u.id = any (sum_common.among)
        and u.id <> sum_common.reader_id
        and (cinelibre.can_be_matched(u) or u.id = any (sum_common.friend_ids))
    group by u.id;
end;
$$;
