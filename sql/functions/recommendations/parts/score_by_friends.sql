-- score_by_friends: score what a reader's friends liked, as an object by item id; null without such friends or items.
-- Called by describe_material and describe_rows. A score is Σ (stars − middle) / (n + damping) / (5 − middle) over the
-- n friends who share ratings and gave stars: one of them `liked` at least. Known items and those that the filters
-- leave out do not compete.
create or replace function cinelibre.score_by_friends(
    for_reader cinelibre.reader,
    item_type text,
    filters jsonb,
    item_limit integer,
    damping float8 default 1,
    middle float8 default 2.75,
    liked float8 default 4
)
returns jsonb
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _friends integer[] := array(select f.user_id from cinelibre.list_sharing_friends(for_reader.user_id) as f);
begin
    if _friends = '{}' then
        return null;
    end if;
    return (
        with scored as materialized (
            select
                r.item_id,
                sum(r.rating - score_by_friends.middle) / (count(*) + damping) / (5 - score_by_friends.middle) as points
            from cinelibre.ratings as r
            where r.user_id = any (_friends)
                and r.source = 'rating'
                and r.item_id not in (select unnest(for_reader.known_ids))
            group by r.item_id
            having max(r.rating) >= score_by_friends.liked
        ),
        best as (
            select s.item_id, s.points
            from scored as s
            join cinelibre.keep_passing(
                array(select o.item_id from scored as o where o.points > 0),
                array(select t from unnest(array['movie', 'book']) as t where t = coalesce(score_by_friends.item_type, t)),
                cinelibre.build_conditions(score_by_friends.filters)
            ) as p on p.item_id = s.item_id
            order by s.points desc, s.item_id
            limit score_by_friends.item_limit
        )
        select jsonb_object_agg(b.item_id, b.points) from best as b
    );
end;
$$;
