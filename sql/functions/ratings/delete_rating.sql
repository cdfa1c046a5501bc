-- delete_rating: delete one of the caller's ratings; what the shelf says of the item counts again.
-- DELETE /ratings/{id}. PT404 if the caller has no rating with that id, even if another user has.
create or replace function public.delete_rating(caller_id integer, caller_version integer, rating_id integer, acts_for integer default null)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(delete_rating.caller_id, delete_rating.caller_version, delete_rating.acts_for) as c
    );
    _item_id integer := (
        select r.item_id
        from cinelibre.ratings as r
        where r.user_id = _user_id
            and r.id = delete_rating.rating_id
            and r.source = 'rating'
    );
begin
    perform cinelibre.lock_user(_user_id, delete_rating.acts_for);
    perform cinelibre.lock_items(array[_item_id]);
    delete from cinelibre.ratings as r
    where r.user_id = _user_id
        and r.id = delete_rating.rating_id
        and r.source = 'rating';
    if not found then
        raise exception using errcode = 'PT404', message = 'rating_not_found',
            detail = format('You have no rating with the id %s.', delete_rating.rating_id);
    end if;
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    values (_user_id, _item_id, 'unrate', clock_timestamp());
    perform cinelibre.imply_ratings(_user_id, array[_item_id]);
    return jsonb_build_object(
        'id', delete_rating.rating_id,
        'item_id', _item_id,
        'implied', (
            select jsonb_build_object('rating', r.rating, 'source', r.source)
            from cinelibre.ratings as r
            where r.user_id = _user_id
                and r.item_id = _item_id
        )
    );
end;
$$;
