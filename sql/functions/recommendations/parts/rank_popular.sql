-- rank_popular: list what is most liked here and best known elsewhere, without known items and with one edition of a work.
-- Called by get_popular_items. The indexes know nothing of works, so it reads n_spare items more than the list has, and
-- ten times as many again if that was too few.
create or replace function cinelibre.rank_popular(
    item_type text,
    known_ids integer[],
    conditions text,
    list_limit integer,
    n_spare integer
)
returns table (item_id integer, like_count integer, score float8)
language plpgsql
stable
rows 200
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _types text[] := array(select t from unnest(array['movie', 'book']) as t where t = coalesce(rank_popular.item_type, t));
    _n_spare integer := greatest(1, rank_popular.n_spare);
    _found integer[];
    _n_works integer;
begin
    loop
        _found := array(
            select p.item_id
            from cinelibre.list_popular(_types, rank_popular.known_ids, rank_popular.conditions, rank_popular.list_limit + _n_spare) as p
        );
        select count(distinct coalesce(i.work_id, i.id))::integer
        into _n_works
        from cinelibre.items as i
        where i.id = any (_found);
        exit when cardinality(_found) - _n_works <= _n_spare or _n_spare > 1000;
        _n_spare := 10 * _n_spare;
    end loop;
    return query
    select e.id, e.like_count, e.score
    from (
        select distinct on (coalesce(i.work_id, i.id))
            i.id, coalesce(t.like_count, 0) as like_count,
            cinelibre.rate_popularity(coalesce(t.like_count, 0), i.external_count, c.external_total) as score
        from cinelibre.items as i
        left join cinelibre.item_stats as t on t.item_id = i.id
        left join cinelibre.catalogue_totals as c on c.item_type = i.item_type
        where i.id = any (_found)
        order by coalesce(i.work_id, i.id), score desc, i.id
    ) as e
    order by e.score desc, e.id
    limit rank_popular.list_limit;
end;
$$;
