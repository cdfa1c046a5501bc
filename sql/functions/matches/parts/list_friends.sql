-- list_friends: list the people who accepted a user and whom the user accepted, by name.
-- Called by everything that shows or counts friends.
create or replace function cinelibre.list_friends(reader_id integer, friend_limit integer default 500)
returns table (user_id integer, name text)
language sql
stable
rows 10
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select u.id, u.name
    from cinelibre.relations as mine
    join cinelibre.relations as theirs on theirs.user_id = mine.other_id and theirs.other_id = mine.user_id
    join cinelibre.users as u on u.id = mine.other_id
    where mine.user_id = list_friends.reader_id
        and mine.said = 'accepted'
        and theirs.said = 'accepted'
    order by u.name, u.id
    limit list_friends.friend_limit;
$$;
