-- list_possible_keywords: return every run of one to three typed words that may be a keyword.
-- Called by scan_by_names. A run of stop words alone, such as "of the", is left out.
create or replace function cinelibre.list_possible_keywords(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select array_agg(each.word order by each.place) as words, array_agg(each.is_telling order by each.place) as are_telling
        from (
            select split.word, split.place, numnode(plainto_tsquery('pg_catalog.english', split.word)) > 0 as is_telling
            from unnest(string_to_array(list_possible_keywords.folded, ' ')) with ordinality as split (word, place)
        ) as each
    )
    select coalesce(array_agg(distinct array_to_string(typed.words[start:start + n_words - 1], ' ')), '{}')
    from typed
    cross join generate_series(1, least(cardinality(typed.words), 30)) as start
    cross join generate_series(1, 3) as n_words
    where start + n_words - 1 <= cardinality(typed.words)
        and true = any (typed.are_telling[start:start + n_words - 1]);
$$;
