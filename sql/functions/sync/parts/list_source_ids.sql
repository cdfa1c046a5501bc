-- list_source_ids: list a source's items with their ids there and the time of the last check.
-- Called by get_held, get_stale_ids and record_checks. If the sync never checked an item, its creation counts as the
-- check.
create or replace function cinelibre.list_source_ids(source text)
returns table (item_id integer, source_id text, language text, checked_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select named.item_id, named.source_id, i.language, coalesce(c.checked_at, i.created_at)
    from (
        select m.item_id, m.tmdb_id::text as source_id
        from cinelibre.movies as m
        where list_source_ids.source = 'tmdb' and m.tmdb_id is not null
        union all
        select b.item_id, b.google_id
        from cinelibre.books as b
        where list_source_ids.source = 'google_books' and b.google_id is not null
    ) as named
    join cinelibre.items as i on i.id = named.item_id
    left join cinelibre.source_checks as c on c.item_id = named.item_id;
$$;
