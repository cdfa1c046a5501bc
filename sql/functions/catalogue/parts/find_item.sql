-- find_item: return the id of the item that an outside record describes, or null.
-- Called by parse_items and get_known_items. The sources' ids decide first, but never for a movie that has another id of
-- MovieLens. Title and year decide only if the item or the record has no id that could contradict.
create or replace function cinelibre.find_item(
    item_type text,
    title text,
    year integer,
    movielens_id integer,
    tmdb_id integer,
    imdb_id text,
    google_id text,
    isbn13 text
)
returns integer
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        (
            select f.item_id
            from cinelibre.find_by_source_ids(
                find_item.movielens_id, find_item.tmdb_id, find_item.imdb_id, find_item.google_id, find_item.isbn13
            ) as f
            where f.item_type = find_item.item_type
                and f.is_other is not true
            order by f.rank
            limit 1
        ),
        (
            select i.id
            from cinelibre.items as i
            left join cinelibre.movies as m on m.item_id = i.id
            left join cinelibre.books as b on b.item_id = i.id
            where i.item_type = find_item.item_type
                and lower(i.title) = lower(find_item.title)
                and i.year is not distinct from find_item.year
                and (
                    coalesce(m.movielens_id::text, m.tmdb_id::text, m.imdb_id, b.google_id, b.isbn13) is null
                    or coalesce(
                        find_item.movielens_id::text, find_item.tmdb_id::text, find_item.imdb_id,
                        find_item.google_id, find_item.isbn13
                    ) is null
                )
            order by i.id
            limit 1
        )
    );
$$;
