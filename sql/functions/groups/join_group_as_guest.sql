-- join_group_as_guest: add somebody without an account to the group that has a code, with the titles that they like.
-- POST /groups/join/guest. PT404 if no group has the code or an item does not exist, PT409 if the group is full.
-- Of an item that is named twice, the first rating counts. Only the hash of the guest's key is kept.
create or replace function public.join_group_as_guest(
    code text,
    name text,
    guest_key_hash text,
    item_ids integer[],
    ratings real[],
    member_limit integer,
    evening_limit integer
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _member cinelibre.group_members := cinelibre.seat_member(
        join_group_as_guest.code, null, join_group_as_guest.name, join_group_as_guest.guest_key_hash, join_group_as_guest.member_limit
    );
begin
    perform cinelibre.require_item(l.item_id, null) from unnest(join_group_as_guest.item_ids) as l (item_id);
    insert into cinelibre.guest_ratings (member_id, item_id, rating, place)
    select distinct on (l.item_id) _member.id, l.item_id, l.rating, l.place
    from unnest(join_group_as_guest.item_ids, join_group_as_guest.ratings) with ordinality as l (item_id, rating, place)
    order by l.item_id, l.place;
    return cinelibre.describe_group(_member, join_group_as_guest.evening_limit);
end;
$$;
