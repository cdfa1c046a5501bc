-- imply_ratings: bring a user's implied ratings of some items in line with the shelf.
-- Called after every change of the shelf or of a rating. list_implied_ratings says which mark counts. Star ratings stay
-- as they are.
create or replace function cinelibre.imply_ratings(user_id integer, item_ids integer[])
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_written integer;
begin
    delete from cinelibre.ratings as r
    where r.user_id = imply_ratings.user_id
        and r.item_id = any (imply_ratings.item_ids)
        and r.source not in ('rating', 'simulated')
        and not exists (select from cinelibre.list_implied_ratings(r.user_id, array[r.item_id]));
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    select imply_ratings.user_id, implied.item_id, implied.rating, implied.source, implied.rated_at
    from cinelibre.list_implied_ratings(imply_ratings.user_id, imply_ratings.item_ids) as implied
    order by implied.item_id
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where r.source not in ('rating', 'simulated')
        and (r.rating, r.source, r.rated_at) is distinct from (excluded.rating, excluded.source, excluded.rated_at);
    get diagnostics _n_written = row_count;
    return _n_written;
end;
$$;
