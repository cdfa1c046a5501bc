-- get_items_to_embed: return one page of items with the fields of their text and the hash of the text embedded before.
-- `python -m api.jobs embed`. text_hash is null if this model has no vector of the item.
-- next is the id that the following page starts after; null on the last page. PT503 if another model embeds the
-- catalogue.
create or replace function public.get_items_to_embed(
    embedding_model text,
    dimension integer,
    after_id integer,
    page_limit integer default 100
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with model as materialized ( -- checked once, before any item is read
        select m.model_id
        from cinelibre.require_embedding_model(get_items_to_embed.embedding_model, get_items_to_embed.dimension) as m
    ),
    page as materialized (
        select
            i.id as item_id,
            i.title,
            i.year,
            i.genres,
            i.keywords,
            i.description,
            m.directors,
            m.cast_members as "cast",
            b.authors,
            e.text_hash
        from cinelibre.items as i
        left join model on true
        left join cinelibre.movies as m on m.item_id = i.id
        left join cinelibre.books as b on b.item_id = i.id
        left join cinelibre.item_embeddings as e on e.item_id = i.id and e.model_id = model.model_id
        where i.id > get_items_to_embed.after_id
        order by i.id
        limit get_items_to_embed.page_limit
    )
    select jsonb_build_object(
        'items', coalesce(jsonb_agg(to_jsonb(p) order by p.item_id), '[]'),
        'next', case when count(*) = get_items_to_embed.page_limit then max(p.item_id) end
    )
    from page as p;
$$;
