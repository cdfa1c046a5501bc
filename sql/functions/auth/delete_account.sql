-- delete_account: delete an account and everything that belongs to it.
-- DELETE /auth/me. PT401 if verified_hash is no longer the stored hash; a service sends no hash.
-- Locks are taken in the order of every writer: the user, their groups, then the counts of the items.
-- The account also leaves other users' stored neighbors. The advisory lock waits for neighbors that are being computed
-- and holds off new ones, because they may name this account.
create or replace function public.delete_account(
    caller_id integer,
    caller_version integer,
    acts_for integer default null,
    verified_hash text default null
)
returns jsonb
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _user_id integer := (
        select c.user_id
        from cinelibre.require_caller(delete_account.caller_id, delete_account.caller_version, delete_account.acts_for) as c
    );
begin
    perform cinelibre.lock_user(_user_id, delete_account.acts_for);
    if exists (
        select
        from cinelibre.users as u
        where u.id = _user_id
            and u.password_hash is distinct from coalesce(delete_account.verified_hash, u.password_hash)
    ) then
        raise exception using errcode = 'PT401', message = 'invalid_credentials',
            detail = 'password: This is not the password of this account.';
    end if;
    perform cinelibre.lock_groups_of(_user_id);
    perform pg_advisory_xact_lock(hashtextextended('cinelibre.user_neighbors', 0));
    perform cinelibre.lock_items(array(select r.item_id from cinelibre.ratings as r where r.user_id = _user_id));
    perform n.user_id
    from cinelibre.user_neighbors as n
    where n.neighbor_ids @> array[_user_id]
    order by n.user_id
    for no key update;
    update cinelibre.user_neighbors as n
    set neighbor_ids = n.neighbor_ids[:found_at.place - 1] || n.neighbor_ids[found_at.place + 1:],
        weights = n.weights[:found_at.place - 1] || n.weights[found_at.place + 1:]
    from (
        select other.user_id, array_position(other.neighbor_ids, _user_id) as place
        from cinelibre.user_neighbors as other
        where other.neighbor_ids @> array[_user_id]
    ) as found_at
    where n.user_id = found_at.user_id;
    delete from cinelibre.users as u where u.id = _user_id;
    return jsonb_build_object('deleted', found);
end;
$$;
