-- get_popular_items: the items most liked here, until then those most widely known, without what the caller knows.
-- GET /recommendations/popular. Of the most liked and of the best known, one edition of a work: the most liked or best
-- known of those that pass. Where these are two, the one with the larger score stays.
create or replace function public.get_popular_items(
    item_limit integer default 20,
    item_type text default null,
    filters jsonb default '{}',
    caller_id integer default null,
    caller_version integer default null
)
returns table (item_id integer, item jsonb)
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _caller_id integer := cinelibre.allow_caller(get_popular_items.caller_id, get_popular_items.caller_version);
    _known integer[] := case when _caller_id is null then '{}' else cinelibre.list_known(_caller_id) end;
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(get_popular_items.item_type, t));
    _passing text := format(
        'i.item_type = any (%L) and i.id <> all ($1) and %s', _types, cinelibre.read_filters(get_popular_items.filters)
    );
begin
    return query execute format(
        'with pool as ('
        '  (select liked.id from ('
        '    select i.id, i.work_id, s.like_count from cinelibre.item_stats as s'
        '    join cinelibre.items as i on i.id = s.item_id where s.like_count > 0 and %1$s) as liked'
        '   where liked.work_id is null or not exists ('
        '    select from cinelibre.items as i join cinelibre.item_stats as s on s.item_id = i.id'
        '    where i.work_id = liked.work_id and (s.like_count, -i.id) > (liked.like_count, -liked.id) and %1$s)'
        '   order by liked.like_count desc, liked.id limit $2)'
        '  union'
        '  (select known.id from unnest(%2$L::text[]) as each_type cross join lateral ('
        '    select best.id from ('
        '     select i.id, i.work_id, i.prominence from cinelibre.items as i where i.item_type = each_type and %1$s) as best'
        '    where best.work_id is null or not exists ('
        '     select from cinelibre.items as i'
        '     where i.work_id = best.work_id and (i.prominence, -i.id) > (best.prominence, -best.id) and %1$s)'
        '    order by best.prominence desc, best.id limit $2) as known)'
        ' ), scored as ('
        '  select i.id, i.work_id, s.like_count, s.rating_count, s.rating_sum,'
        '   cinelibre.rate_popularity(coalesce(s.like_count, 0), i.external_count, t.external_total) as score'
        '  from pool join cinelibre.items as i on i.id = pool.id'
        '  left join cinelibre.item_stats as s on s.item_id = i.id'
        '  left join cinelibre.catalogue_totals as t on t.item_type = i.item_type'
        ' ), best as ('
        '  select s.*, row_number() over (partition by coalesce(s.work_id, s.id) order by s.score desc, s.id) as edition'
        '  from scored as s'
        ' ), chosen as ('
        '  select b.* from best as b where b.edition = 1 order by b.score desc, b.id limit $2'
        ' )'
        ' select s.id, cinelibre.describe_item(s.id) || jsonb_build_object('
        '  ''score'', s.score, ''like_count'', coalesce(s.like_count, 0), ''rating_count'', coalesce(s.rating_count, 0),'
        '  ''average'', round((s.rating_sum / nullif(s.rating_count, 0))::numeric, 2))'
        ' from chosen as s order by s.score desc, s.id',
        _passing, _types
    )
    using _known, get_popular_items.item_limit;
end;
$$;
