-- identify_items: give each new item of a batch its id, and leave out ids of a source that another item has.
-- Called by upsert_items. New ids follow the order of the batch. `taken_ids` lists what was left out.
create or replace function cinelibre.identify_items(incoming cinelibre.incoming_item[])
returns setof cinelibre.incoming_item
language sql
volatile
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with judged as (
        select
            l as record,
            coalesce(
                (select m.item_id is distinct from l.item_id from cinelibre.movies as m where m.tmdb_id = l.tmdb_id),
                l.place > min(l.place) over (partition by l.tmdb_id)
            ) as is_tmdb_id_taken,
            coalesce(
                (select m.item_id is distinct from l.item_id from cinelibre.movies as m where m.imdb_id = l.imdb_id),
                l.place > min(l.place) over (partition by l.imdb_id)
            ) as is_imdb_id_taken
        from unnest(identify_items.incoming) as l
    )
    select identified.*
    from (select j.* from judged as j order by (j.record).place) as j
    cross join lateral jsonb_populate_record(
        j.record,
        jsonb_build_object(
            'item_id', coalesce((j.record).item_id, nextval(pg_get_serial_sequence('cinelibre.items', 'id'))::integer),
            'tmdb_id', case when not j.is_tmdb_id_taken then (j.record).tmdb_id end,
            'imdb_id', case when not j.is_imdb_id_taken then (j.record).imdb_id end,
            'taken_ids', array_remove(
                array[
                    case when j.is_tmdb_id_taken then 'tmdb_id ' || (j.record).tmdb_id end,
                    case when j.is_imdb_id_taken then 'imdb_id ' || (j.record).imdb_id end
                ],
                null
            )
        )
    ) as identified;
$$;
