-- item_columns: return the columns of an item that every list shows.
-- Everything that answers items takes its columns from here. Average and count are those of star ratings here, simulated
-- ones included. It has no search_path of its own, so that it is inlined into the caller's query. It takes an id and no
-- row of items, because the planner does not flatten an outer join on a column of the caller's.
create or replace function cinelibre.item_columns(item_id integer)
returns table (
    id integer,
    item_type text,
    title text,
    original_title text,
    year integer,
    language text,
    genres text[],
    people text[],
    description text,
    image_url text,
    external_rating real,
    external_count integer,
    runtime integer,
    page_count integer,
    average float8,
    rating_count integer,
    ids jsonb,
    image_srcset text
)
language sql
stable
rows 1
as $$
    select
        i.id,
        i.item_type,
        i.title,
        i.original_title,
        i.year,
        i.language,
        i.genres,
        i.people,
        i.description,
        i.image_url,
        i.external_rating,
        i.external_count,
        m.runtime,
        b.page_count,
        round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2)::float8,
        coalesce(s.rating_count, 0),
        jsonb_strip_nulls(jsonb_build_object('tmdb', m.tmdb_id, 'imdb', m.imdb_id, 'google', b.google_id, 'isbn13', b.isbn13)),
        cinelibre.widths_of_poster(i.image_url)
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    left join cinelibre.item_stats as s on s.item_id = i.id
    where i.id = item_columns.item_id;
$$;
