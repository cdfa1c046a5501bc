-- scan_by_words: the items that what was typed names: by their title, by a person's whole name, by their words.
-- Called by fuse_items. Each kind has ranks of its own, from 1. By words: those that have all of them, and those that
-- have one of the rarest, as many rare ones as about 300 items have; the most telling words covered come first.
-- Of each, the first 300 the index names are looked at.
create or replace function cinelibre.scan_by_words(item_type text, words text, conditions text, scan_limit integer)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
set work_mem = '16MB'
as $$
declare
    _title text := coalesce(cinelibre.fold_title(scan_by_words.words), '');
    _names text[] := cinelibre.read_names(_title);
    _n_items float8 := (select greatest(c.reltuples, 1) from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _all text;
    _rare text;
    _weighed text;
begin
    if _title = '' then
        return;
    end if;
    return query execute format(
        'select i.id, ''title'', row_number() over (order by i.prominence desc, i.id)'
        ' from cinelibre.items as i where i.item_type = %L and i.folded_title = $1 and %s'
        ' order by i.prominence desc, i.id limit %s',
        scan_by_words.item_type, scan_by_words.conditions, scan_by_words.scan_limit
    ) using _title;
    return query execute format(
        'select i.id, ''person'', row_number() over (order by i.prominence desc, i.id)'
        ' from cinelibre.items as i where i.item_type = %L and i.folded_people && $1 and %s'
        ' order by i.prominence desc, i.id limit %s',
        scan_by_words.item_type, scan_by_words.conditions, scan_by_words.scan_limit
    ) using _names;
    select
        string_agg('(' || w.query::text || ')', ' & '),
        string_agg('(' || w.query::text || ')', ' | ') filter (where w.items_up_to <= 300 or w.place = 1),
        string_agg(format('case when i.search @@ %L::tsquery then %s else 0 end', w.query, w.weight), ' + ')
    into _all, _rare, _weighed
    from (
        select
            weighed.query,
            weighed.weight,
            row_number() over rarest as place,
            sum(weighed.item_share * _n_items) over rarest as items_up_to
        from cinelibre.weigh_words(scan_by_words.words) as weighed
        window rarest as (order by weighed.item_share, weighed.query::text)
    ) as w;
    if _all is null then
        return;
    end if;
    return query execute format(
        'select i.id, ''words'', row_number() over (order by %1$s desc, i.prominence desc, i.id)'
        ' from cinelibre.items as i'
        ' where i.id = any (array('
        '   (select i.id from cinelibre.items as i where i.item_type = %2$L and i.search @@ %3$L::tsquery and %5$s limit 300)'
        '   union'
        '   (select i.id from cinelibre.items as i where i.item_type = %2$L and i.search @@ %4$L::tsquery and %5$s limit 300)'
        ' )) order by %1$s desc, i.prominence desc, i.id limit %6$s',
        _weighed, scan_by_words.item_type, _all, _rare, scan_by_words.conditions, scan_by_words.scan_limit
    );
end;
$$;
