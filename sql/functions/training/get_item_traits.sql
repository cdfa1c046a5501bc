-- get_item_traits: return the features, outside popularity and vector (base64) of some items.
-- `python -m api.jobs train`, which compares weights on them. outside is rate_popularity without our own likes.
create or replace function public.get_item_traits(item_ids integer[])
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'item_id', i.id,
                'item_type', i.item_type,
                'genres', i.genres,
                'language', i.language,
                'year', i.year,
                'people', i.people,
                'external_count', coalesce(i.external_count, 0),
                'outside', cinelibre.rate_popularity(0, i.external_count, t.external_total),
                'vector', encode(halfvec_send(e.embedding), 'base64')
            )
            order by i.id
        ),
        '[]'
    )
    from cinelibre.items as i
    left join cinelibre.catalogue_totals as t on t.item_type = i.item_type
    left join cinelibre.item_embeddings as e on e.item_id = i.id
    where i.id = any (get_item_traits.item_ids);
$$;
