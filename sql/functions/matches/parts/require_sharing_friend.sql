-- require_sharing_friend: return the account of a friend whose ratings the reader may read.
-- Called by get_friend_ratings. PT404 for everybody else; a friend who shares nothing gets a sentence of their own.
create or replace function cinelibre.require_sharing_friend(reader_id integer, person_id uuid)
returns integer
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _friend_id integer := (
        select u.id
        from cinelibre.list_friends(require_sharing_friend.reader_id) as f
        join cinelibre.users as u on u.id = f.user_id
        where u.person_id = require_sharing_friend.person_id
    );
begin
    if _friend_id is null then
        perform cinelibre.refuse_person();
    end if;
    if exists (
        select from cinelibre.users as u where u.id in (_friend_id, require_sharing_friend.reader_id) and not u.shares_ratings
    ) then
        perform cinelibre.refuse('PT404', 'ratings_not_shared', 'Friends read each other''s ratings if both set shares_ratings in PATCH /auth/me.');
    end if;
    return _friend_id;
end;
$$;
