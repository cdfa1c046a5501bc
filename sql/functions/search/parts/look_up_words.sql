-- look_up_words: find the items that have all telling words of a text, or one of the rarest; best match first.
-- Called by scan_by_words with the words of weigh_words. Each query of choose_lookups reads at most 2,000 items and
-- keeps at most 300 that meet the conditions, which refer to an item as i.
-- A word that over 5,000 items have is not completed, because its completions would match even more.
create or replace function cinelibre.look_up_words(
    queries tsquery[],
    weights float8[],
    shares float8[],
    conditions text,
    scan_limit integer
)
returns table (item_id integer, kind text, place bigint)
language plpgsql
stable
rows 100
set search_path = cinelibre, public, extensions, pg_temp
as $$
declare
    _n_items float8 := (select greatest(c.reltuples, 1)::float8 from pg_class as c where c.oid = 'cinelibre.items'::regclass);
    _words text[] := array(
        select case when w.share * _n_items > 5000 then replace(w.query::text, ':*', '') else w.query::text end
        from unnest(look_up_words.queries, look_up_words.shares) with ordinality as w (query, share, place)
        order by w.place
    );
    _lookups text;
    _weight text;
begin
    select string_agg(
        format(
            '(select i.id from (select w.* from cinelibre.items as w where w.search @@ %L::tsquery limit 2000) as i where %s limit 300)',
            chosen.query,
            look_up_words.conditions
        ),
        ' union '
    )
    into _lookups
    from cinelibre.choose_lookups(_words, look_up_words.shares, _n_items) as chosen (query);
    if _lookups is null then
        return;
    end if;
    select string_agg(format('case when i.search @@ %L::tsquery then %s else 0 end', w.query, w.weight), ' + ')
    into _weight
    from unnest(_words, look_up_words.weights) as w (query, weight);
    return query execute format(
        'select ranked.* from ('
        '   select i.id, ''words'', row_number() over (partition by i.item_type order by %s desc, i.prominence desc, i.id) as place'
        '   from cinelibre.items as i where i.id = any (array(%s))'
        ' ) as ranked where ranked.place <= %s',
        _weight,
        _lookups,
        look_up_words.scan_limit
    );
end;
$$;
