-- get_items: one page of the movies or of the books, and how many there are.
-- GET /movies, GET /books. Ordered by id, so that pages stay put while items are added.
create or replace function public.get_items(
    item_type text,
    item_skip integer default 0,
    item_limit integer default 20
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select jsonb_build_object(
        'total', (
            select count(*)
            from cinelibre.items as i
            where i.item_type = get_items.item_type
        ),
        'items', coalesce(
            (
                select jsonb_agg(to_jsonb(page) order by page.id)
                from (
                    select
                        i.id,
                        i.item_type,
                        i.title,
                        i.original_title,
                        i.year,
                        i.language,
                        i.genres,
                        i.description,
                        i.image_url,
                        i.external_rating,
                        i.external_count
                    from cinelibre.items as i
                    where i.item_type = get_items.item_type
                    order by i.id
                    offset get_items.item_skip
                    limit get_items.item_limit
                ) as page
            ),
            '[]'
        )
    );
$$;
