-- find_known_titles: find the best known items of each type whose titles meet a condition.
-- Called by find_titles. If over 1,500 items meet it, walking down from the best known items finds enough soon. The
-- walk ends after 10,000 items of a type, because all matches may be little known.
-- Otherwise, and if the walk finds too few, the index of title words finds `words`; the first 4,000 matches are sorted.
-- An item is answered once.
create or replace function cinelibre.find_known_titles(asked_type text, condition text, words tsquery, item_limit integer)
returns table (item_id integer, folded_title text, prominence real)
language plpgsql
stable
rows 20
set search_path = cinelibre, public, extensions, pg_temp
set random_page_cost = 1.1 -- keeps the planner on the index
set enable_seqscan = off -- for the same reason
as $$
declare
    _asked text[] := case when find_known_titles.asked_type is null then '{movie,book}' else array[find_known_titles.asked_type] end;
    _is_common boolean := cinelibre.count_expected(find_known_titles.asked_type, find_known_titles.condition) > 1500;
    _type text;
    _walked integer[];
    _found_ids integer[] := '{}';
begin
    foreach _type in array case when _is_common then _asked else '{}' end loop
        execute format(
            'select array(select i.id'
            ' from (select k.* from cinelibre.items as k where k.item_type = %L order by k.prominence desc, k.id limit 10000) as i'
            ' where %s order by i.prominence desc, i.id limit %s)',
            _type, find_known_titles.condition, find_known_titles.item_limit
        ) into _walked;
        _found_ids := _found_ids || _walked;
        if cardinality(_walked) >= find_known_titles.item_limit then
            _asked := array_remove(_asked, _type);
        end if;
    end loop;
    return query
    select i.id, i.folded_title, i.prominence
    from cinelibre.items as i
    where i.id = any (_found_ids);
    if _asked = '{}' then
        return;
    end if;
    return query execute format(
        'select ranked.id, ranked.folded_title, ranked.prominence from ('
        '   select i.*, row_number() over (partition by i.item_type order by i.prominence desc, i.id) as place'
        '   from ('
        '       select w.id, w.item_type, w.folded_title, w.prominence, w.search from cinelibre.items as w'
        '       where w.item_type = any ($1) and ts_filter(w.search, ''{a}'') @@ $2 and w.id <> all ($3) limit 4000'
        '   ) as i where %s'
        ' ) as ranked where ranked.place <= %s',
        find_known_titles.condition, find_known_titles.item_limit
    ) using _asked, find_known_titles.words, _found_ids;
end;
$$;
