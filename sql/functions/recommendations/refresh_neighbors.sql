-- refresh_neighbors: compute and store a user's neighbors, unless the stored ones are still valid; answer how many.
-- Called after a change of ratings, once the response is sent, and by refresh_stale_neighbors. A user without ratings
-- gets none. The shared lock keeps delete_account out: it would delete a user whose id is about to be written here.
create or replace function public.refresh_neighbors(user_id integer)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _version integer;
    _n_neighbors integer;
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('cinelibre.user_neighbors', 0));
    _version := (select u.taste_version from cinelibre.users as u where u.id = refresh_neighbors.user_id);
    _n_neighbors := (
        select cardinality(n.neighbor_ids)
        from cinelibre.user_neighbors as n
        where n.user_id = refresh_neighbors.user_id
            and n.taste_version = _version
            and n.computed_at > now() - interval '7 days'
    );
    if _version is null or _n_neighbors is not null then
        return coalesce(_n_neighbors, 0);
    end if;
    insert into cinelibre.user_neighbors as n (user_id, neighbor_ids, weights, taste_version, computed_at)
    select
        refresh_neighbors.user_id,
        coalesce(array_agg(f.user_id order by f.weight desc, f.user_id) filter (where f.user_id is not null), '{}'),
        coalesce(array_agg(f.weight::real order by f.weight desc, f.user_id) filter (where f.user_id is not null), '{}'),
        _version,
        now()
    from cinelibre.list_rated(refresh_neighbors.user_id) as h
    left join lateral cinelibre.find_neighbors(h.item_ids, h.ratings, refresh_neighbors.user_id) as f on true
    on conflict on constraint user_neighbors_pkey do update
    set neighbor_ids = excluded.neighbor_ids,
        weights = excluded.weights,
        taste_version = excluded.taste_version,
        computed_at = excluded.computed_at
    returning cardinality(n.neighbor_ids) into _n_neighbors;
    return _n_neighbors;
end;
$$;
