-- scan_by_words: the items that what was typed names.
-- By their title or original title, by a person's whole name, by a whole keyword (a topic where nothing else was typed),
-- by their words.
-- Called by fuse_items; both types at once where none is asked for. Each kind has ranks of its own in each type, from 1.
-- By words: those that have all of them, and those that have one of the rarest, as many rare ones as about 300 items
-- have; the most telling words covered come first. Of each, the first 300 the index names are looked at, of which 2,000 may
-- be read to get past a filter, and none where more than 5,000 are expected: 300 of so many would be any. A word that so
-- many have does not go on, either.
create or replace function cinelibre.scan_by_words(
    item_type text,
    words text,
    conditions text,
    scan_limit integer,
    keyword_words text default null,
    queries tsquery[] default null,
    weights float8[] default null,
    shares float8[] default null
)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
set max_parallel_workers_per_gather = 0
set random_page_cost = 1.1
set work_mem = '16MB'
as $$
declare
    _title text := coalesce(cinelibre.fold_title(scan_by_words.words), '');
    _topic text := coalesce(cinelibre.fold_title(scan_by_words.keyword_words), _title);
    _conditions text := case
        when scan_by_words.item_type is null then scan_by_words.conditions
        else format('i.item_type = %L and %s', scan_by_words.item_type, scan_by_words.conditions)
    end;
    _n_items float8 := (select greatest(c.reltuples, 1) from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _queries text;
    _weight text;
begin
    if _title = '' then
        return;
    end if;
    return query execute format(
        'select named.* from ('
        '   select i.id, kind, row_number() over (partition by kind, i.item_type order by i.prominence desc, i.id) as place'
        '   from ('
        '       select t.id, ''title'' as kind from cinelibre.find_titled($1, true) as t (id)'
        '       union all'
        '       select p.id, ''person'' from cinelibre.items as p where p.folded_people && $2'
        '       union all'
        '       (select k.id, case when $4 = any (k.folded_keywords) then ''topic'' else ''keyword'' end from cinelibre.items as k where k.folded_keywords && $3 limit 2000)'
        '   ) as found join cinelibre.items as i on i.id = found.id where %s'
        ' ) as named where named.place <= %s',
        _conditions, scan_by_words.scan_limit
    ) using _title, cinelibre.read_names(_title), cinelibre.read_keywords(_topic), _topic;
    if scan_by_words.queries is null then
        select array_agg(w.query), array_agg(w.weight), array_agg(w.item_share)
        into queries, weights, shares
        from cinelibre.weigh_words(scan_by_words.words) as w;
    end if;
    with weighed as (
        select
            case when w.item_share * _n_items > 5000 then replace(w.query::text, ':*', '') else w.query::text end as query,
            w.weight,
            w.item_share * _n_items as n_items,
            row_number() over rarest as place,
            sum(w.item_share * _n_items) over rarest as items_up_to
        from unnest(scan_by_words.queries, scan_by_words.weights, scan_by_words.shares) as w (query, weight, item_share)
        window rarest as (order by w.item_share, w.query::text)
    ),
    looked_for as (
        select string_agg('(' || w.query || ')', ' & ') as query
        from weighed as w
        having exp(sum(ln(w.n_items / _n_items))) * _n_items <= 5000
        union all
        select string_agg('(' || w.query || ')', ' | ')
        from weighed as w
        where w.items_up_to <= 300
            or (w.place = 1 and w.n_items <= 5000)
    )
    select
        (
            select string_agg(
                format(
                    '(select i.id from (select w.* from cinelibre.items as w where w.search @@ %L::tsquery limit 2000) as i where %s limit 300)',
                    l.query,
                    _conditions
                ),
                ' union '
            )
            from looked_for as l
            where l.query is not null
        ),
        (select string_agg(format('case when i.search @@ %L::tsquery then %s else 0 end', w.query, w.weight), ' + ') from weighed as w)
    into _queries, _weight;
    if _queries is null then
        return;
    end if;
    return query execute format(
        'select ranked.* from ('
        '   select i.id, ''words'', row_number() over (partition by i.item_type order by %s desc, i.prominence desc, i.id) as place'
        '   from cinelibre.items as i where i.id = any (array(%s))'
        ' ) as ranked where ranked.place <= %s',
        _weight, _queries, scan_by_words.scan_limit
    );
end;
$$;
