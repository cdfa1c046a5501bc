-- find_near_name: return the title or person's name that differs from the typed text by a letter or two, or null.
-- Called by build_question if nothing has that name although all its words are known: "forest gump".
-- It compares titles that lack at most one of the words, and people with the last word. From twelve letters on, two
-- letters may differ. The best known name wins. If an item has all the words, nothing is misspelled.
create or replace function cinelibre.find_near_name(typed text)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
as $$
declare
    _folded text := regexp_replace(cinelibre.fold_title(find_near_name.typed), '^(the|an?) ', '');
    _words text[] := cinelibre.split_words(_folded);
    _n integer := char_length(_folded);
    _most integer := case when _n < 12 then 1 else 2 end;
    _telling text[];
begin
    if _n < 8 or cardinality(_words) not between 2 and 6 then
        return null;
    end if;
    _telling := array(select word from unnest(_words) as word where numnode(plainto_tsquery('pg_catalog.english', word)) > 0);
    if exists (
        select from cinelibre.items as i where i.search @@ plainto_tsquery('pg_catalog.simple', array_to_string(_telling, ' '))
    ) then
        return null;
    end if;
    return (
        select likely.name
        from (
            select t.folded_title as name, regexp_replace(t.folded_title, '^(the|an?) ', '') as bare, t.prominence
            from (
                select i.folded_title, i.prominence
                from cinelibre.items as i
                where ts_filter(i.search, '{a}') @@ cinelibre.query_all_but_one(_telling)
                limit 200
            ) as t
            union all
            select person, person, p.prominence
            from (
                select i.folded_people, i.prominence
                from cinelibre.items as i
                where i.search @@ (quote_literal(_words[cardinality(_words)]) || ':B')::tsquery
                limit 50
            ) as p
            cross join lateral unnest(p.folded_people) as person
        ) as likely
        where char_length(likely.bare) between _n - _most and _n + _most
            and left(likely.bare, 1) = left(_folded, 1)
            and cinelibre.count_typos(_folded, likely.bare, _most) <= _most
        order by likely.prominence desc, likely.name
        limit 1
    );
end;
$$;
