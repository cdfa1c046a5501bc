-- drop_repeated_items: keep the last of those records of a batch that describe the same item.
-- Called by upsert_items. New items are the same if they share an id, or if neither has an id and type, title and year
-- are equal. MovieLens' id overrules the others, as in find_item. Records are found by hash, so that a large batch does
-- not compare every pair.
create or replace function cinelibre.drop_repeated_items(incoming cinelibre.incoming_item[])
returns setof cinelibre.incoming_item
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with named as (
        select t.place, t.movielens_id, name.kind, name.text
        from unnest(drop_repeated_items.incoming) as t
        cross join lateral (
            values
                ('movielens_id', t.movielens_id::text),
                ('tmdb_id', t.tmdb_id::text),
                ('imdb_id', t.imdb_id),
                ('google_id', t.google_id),
                ('isbn13', t.isbn13),
                (
                    'title',
                    case
                        when coalesce(t.movielens_id::text, t.tmdb_id::text, t.imdb_id, t.google_id, t.isbn13) is null
                            then concat(t.year, ' ', t.item_type, ' ') || lower(t.title)
                    end
                )
        ) as name (kind, text)
        where name.text is not null
    ),
    twins as (
        select n.place, min(o.place) as first_place
        from named as n
        join named as o on o.kind = n.kind and o.text = n.text
        where (o.movielens_id = n.movielens_id) is not false
        group by n.place
    )
    select distinct on (coalesce(t.item_id, -twin.first_place, -t.place))
        t.*
    from unnest(drop_repeated_items.incoming) as t
    left join twins as twin on twin.place = t.place
    order by coalesce(t.item_id, -twin.first_place, -t.place), t.place desc;
$$;
