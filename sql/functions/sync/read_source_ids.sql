-- read_source_ids: every item of a source with the id it has there, and when the source was last asked about it.
-- An item the sync never asked about counts from when it came into the catalogue.
create or replace function cinelibre.read_source_ids(source text)
returns table (item_id integer, source_id text, language text, checked_at timestamptz)
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select named.item_id, named.source_id, i.language, coalesce(c.checked_at, i.created_at)
    from (
        select m.item_id, m.tmdb_id::text as source_id
        from cinelibre.movies as m
        where read_source_ids.source = 'tmdb' and m.tmdb_id is not null
        union all
        select b.item_id, b.google_id
        from cinelibre.books as b
        where read_source_ids.source = 'google_books' and b.google_id is not null
    ) as named
    join cinelibre.items as i on i.id = named.item_id
    left join cinelibre.source_checks as c on c.item_id = named.item_id;
$$;
