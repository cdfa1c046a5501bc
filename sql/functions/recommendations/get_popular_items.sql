-- get_popular_items: return what is most liked here and best known elsewhere, without what the caller knows.
-- GET /recommendations/popular. The list shows one edition of a work, but the indexes know nothing of works. So it
-- reads n_spare items more than asked, and ten times as many again if that was too few.
create or replace function public.get_popular_items(
    item_limit integer default 20,
    item_type text default null,
    filters jsonb default '{}',
    caller_id integer default null,
    caller_version integer default null,
    n_spare integer default 5
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
    _conditions text := cinelibre.build_conditions(get_popular_items.filters);
    _n_spare integer := greatest(1, get_popular_items.n_spare);
    _found integer[];
    _n_works integer;
begin
    loop
        _found := array(
            select p.item_id
            from cinelibre.list_popular(_types, _known, _conditions, get_popular_items.item_limit + _n_spare) as p
        );
        select count(distinct coalesce(i.work_id, i.id))::integer
        into _n_works
        from cinelibre.items as i
        where i.id = any (_found);
        exit when cardinality(_found) - _n_works <= _n_spare or _n_spare > 1000;
        _n_spare := 10 * _n_spare;
    end loop;
    return query
    with editions as (
        select distinct on (coalesce(i.work_id, i.id))
            i.id, t.like_count,
            cinelibre.rate_popularity(coalesce(t.like_count, 0), i.external_count, c.external_total) as score
        from cinelibre.items as i
        left join cinelibre.item_stats as t on t.item_id = i.id
        left join cinelibre.catalogue_totals as c on c.item_type = i.item_type
        where i.id = any (_found)
        order by coalesce(i.work_id, i.id), score desc, i.id
    ),
    shown as materialized (
        select e.* from editions as e order by e.score desc, e.id limit get_popular_items.item_limit
    )
    select s.id, d.item || jsonb_build_object('score', s.score, 'like_count', coalesce(s.like_count, 0))
    from shown as s
    join cinelibre.describe_items(array(select o.id from shown as o), _caller_id) as d on d.item_id = s.id
    order by s.score desc, s.id;
end;
$$;
