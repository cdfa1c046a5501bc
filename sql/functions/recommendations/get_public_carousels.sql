-- get_public_carousels: return what a guest's rows may show: popular items, trending items and the common languages.
-- GET /recommendations/carousels without a token. Python chooses what each row shows, so that no item is in two rows.
-- `items` has each item once.
create or replace function public.get_public_carousels(
    row_limit integer,
    item_type text default null,
    language_limit integer default 10
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(get_public_carousels.item_type, t));
    _popular integer[] := array(
        select p.item_id
        from cinelibre.list_popular_now(get_public_carousels.item_type, '{}', 2 * get_public_carousels.row_limit) as p
        order by p.score desc, p.item_id
    );
    _moving integer[] := array(
        select m.item_id
        from cinelibre.list_moving(get_public_carousels.item_type, '{}', get_public_carousels.row_limit) as m
        order by m.score desc, m.item_id
    );
    _languages jsonb := cinelibre.describe_languages(
        _types, _popular[:get_public_carousels.row_limit] || _moving,
        2 * get_public_carousels.row_limit, get_public_carousels.language_limit
    );
    _ids integer[] := array(
        select unnest(_popular || _moving)
        union
        select l.item_id::integer from jsonb_path_query(_languages, '$[*].item_ids[*]') as l (item_id)
    );
begin
    return json_build_object(
        'popular', _popular,
        'moving', _moving,
        'languages', _languages,
        'items', (
            select coalesce(json_agg(cinelibre.widen(shown.item, json_build_object(
                'work_id', i.work_id,
                'score', cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total)
            )) order by i.id), '[]')
            from cinelibre.describe_items(_ids, null) as shown
            join cinelibre.items as i on i.id = shown.item_id
            join cinelibre.catalogue_totals as t on t.item_type = i.item_type
            left join cinelibre.item_stats as s on s.item_id = i.id
        )
    );
end;
$$;
