-- list_popular: list what our users like most, and what of each type is best known elsewhere, without known items.
-- Called by find_beyond_models, rank_popular and describe_rows. The conditions refer to an item as i.
create or replace function cinelibre.list_popular(
    item_types text[],
    known_ids integer[],
    conditions text,
    item_limit integer
)
returns table (item_id integer)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return query execute format(
        'select liked.id from ('
        ' select i.id from cinelibre.item_stats as s join cinelibre.items as i on i.id = s.item_id'
        ' where s.like_count > 0 and i.item_type = any (%1$L) and i.id <> all ($1) and %2$s'
        ' order by s.like_count desc, i.id limit $2) as liked'
        ' union'
        ' select known.id from unnest(%1$L::text[]) as each_type cross join lateral ('
        '  select i.id from cinelibre.items as i where i.item_type = each_type and i.id <> all ($1) and %2$s'
        '  order by i.prominence desc, i.id limit $2) as known',
        list_popular.item_types, list_popular.conditions
    )
    using list_popular.known_ids, list_popular.item_limit;
end;
$$;
