-- get_friend_ratings: return one page of a friend's star ratings, newest first, if the two share theirs.
-- GET /friends/{person_id}/ratings. PT404 for everybody who is no friend, and for a friend if either keeps ratings to
-- themselves; that sentence says so.
create or replace function public.get_friend_ratings(
    caller_id integer,
    caller_version integer,
    person_id uuid,
    item_skip integer,
    item_limit integer,
    acts_for integer default null
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select page.answer
    from cinelibre.require_caller(
        get_friend_ratings.caller_id, get_friend_ratings.caller_version, get_friend_ratings.acts_for
    ) as caller
    cross join lateral cinelibre.require_sharing_friend(caller.user_id, get_friend_ratings.person_id) as friend (id)
    cross join lateral (
        with theirs as materialized (
            select r.item_id, r.rating, r.rated_at, count(*) over () as total
            from cinelibre.ratings as r
            where r.user_id = friend.id
                and r.source = 'rating'
        ),
        shown as materialized (
            select t.*
            from theirs as t
            order by t.rated_at desc, t.item_id
            offset get_friend_ratings.item_skip
            limit get_friend_ratings.item_limit
        )
        select jsonb_build_object(
            'ratings', coalesce(jsonb_agg(
                jsonb_build_object('item', d.item, 'rating', s.rating, 'rated_at', cinelibre.tell_moment(s.rated_at))
                order by s.rated_at desc, s.item_id
            ), '[]'),
            'total', (select count(*) from theirs)
        ) as answer
        from shown as s
        join cinelibre.describe_items(array(select o.item_id from shown as o), caller.user_id) as d on d.item_id = s.item_id
    ) as page;
$$;
