-- import_rating: write the stars that a row of a library gives an item; answer how many ratings it wrote.
-- Called by import_record. The newer rating wins; a rating without a date never replaces another.
create or replace function cinelibre.import_rating(user_id integer, item_id integer, rating real, rated_at timestamptz)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_rated integer;
begin
    insert into cinelibre.ratings as r (user_id, item_id, rating, source, rated_at)
    values (
        import_rating.user_id, import_rating.item_id, import_rating.rating, 'rating', coalesce(import_rating.rated_at, now())
    )
    on conflict on constraint ratings_pkey do update
    set rating = excluded.rating,
        source = excluded.source,
        rated_at = excluded.rated_at
    where r.source <> 'rating'
        or (r.rated_at < import_rating.rated_at and r.rating <> excluded.rating);
    get diagnostics _n_rated = row_count;
    return _n_rated;
end;
$$;
