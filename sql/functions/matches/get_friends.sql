-- get_friends: list a reader's friends by name, each with whether the two share their ratings.
-- GET /friends.
create or replace function public.get_friends(caller_id integer, caller_version integer, acts_for integer default null)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object('friends', coalesce((
        select jsonb_agg(
            jsonb_build_object(
                'person_id', u.person_id,
                'name', u.name,
                'friends_since', greatest(mine.said_at, theirs.said_at),
                'shares_ratings', u.shares_ratings,
                'can_read_ratings', u.shares_ratings and me.shares_ratings
            )
            order by f.name, f.user_id
        )
        from cinelibre.list_friends(me.id) as f
        join cinelibre.users as u on u.id = f.user_id
        join cinelibre.relations as mine on mine.user_id = me.id and mine.other_id = u.id
        join cinelibre.relations as theirs on theirs.user_id = u.id and theirs.other_id = me.id
    ), '[]'))
    from cinelibre.require_caller(get_friends.caller_id, get_friends.caller_version, get_friends.acts_for) as caller
    join cinelibre.users as me on me.id = caller.user_id;
$$;
