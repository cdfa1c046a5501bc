-- import_marks: put the marks that a row of a library gives an item on a user's shelf; answer how many rows it wrote.
-- Called by import_record. A mark that is there already keeps its date.
create or replace function cinelibre.import_marks(user_id integer, item_id integer, record jsonb)
returns integer
language plpgsql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_marked integer;
begin
    insert into cinelibre.shelf as s
    (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
    select
        import_marks.user_id, import_marks.item_id, g.watchlist_at, g.hidden_at,
        case when g.hidden_at is not null then coalesce(g.hidden_by, 'hide') end, g.seen_at, g.favorite_at, g.opinion, g.opinion_at
    from jsonb_to_record(import_marks.record) as g (
        watchlist_at timestamptz, hidden_at timestamptz, hidden_by text, seen_at timestamptz, favorite_at timestamptz,
        opinion text, opinion_at timestamptz
    )
    on conflict on constraint shelf_pkey do update
    set on_watchlist_at = coalesce(s.on_watchlist_at, excluded.on_watchlist_at),
        hidden_at = coalesce(s.hidden_at, excluded.hidden_at),
        hidden_by = coalesce(s.hidden_by, excluded.hidden_by),
        seen_at = coalesce(s.seen_at, excluded.seen_at),
        favorite_at = coalesce(s.favorite_at, excluded.favorite_at),
        opinion = coalesce(s.opinion, excluded.opinion),
        opinion_at = coalesce(s.opinion_at, excluded.opinion_at)
    where (s.on_watchlist_at is null and excluded.on_watchlist_at is not null)
        or (s.hidden_at is null and excluded.hidden_at is not null)
        or (s.seen_at is null and excluded.seen_at is not null)
        or (s.favorite_at is null and excluded.favorite_at is not null)
        or (s.opinion is null and excluded.opinion is not null);
    get diagnostics _n_marked = row_count;
    if _n_marked > 0 then
        perform cinelibre.imply_ratings(import_marks.user_id, array[import_marks.item_id]);
    end if;
    return _n_marked;
end;
$$;
