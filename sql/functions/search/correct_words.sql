-- correct_words: what was typed, folded, with words that no item has put right where another word is near; null where all is well.
-- Called by search_items, find_seed and search_titles. Three words at most are put right. The last one may go on.
create or replace function cinelibre.correct_words(typed text, is_begun boolean default false)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off
as $$
declare
    _words text[] := cinelibre.split_words(cinelibre.fold_title(correct_words.typed));
    _n_words integer := cardinality(_words);
    _n_wrong integer := 0;
    _is_changed boolean := false;
    _intended text;
begin
    for place in 1..least(_n_words, 30) loop
        continue when char_length(_words[place]) < 4
            or _words[place] ~ '[0-9]'
            or exists (select from cinelibre.known_words as k where k.word = _words[place])
            or exists (
                select from cinelibre.items as i
                where i.search @@ (
                    to_tsquery(
                        'pg_catalog.simple',
                        quote_literal(_words[place]) || case when place = _n_words then ':*' else '' end
                    )
                    || to_tsquery('pg_catalog.english', quote_literal(_words[place]))
                )
            );
        _n_wrong := _n_wrong + 1;
        exit when _n_wrong > 3;
        _intended := cinelibre.find_intended_word(
            _words[place],
            (
                select string_agg(quote_literal(other) || ':ABC', ' & ')::tsquery
                from unnest(_words[:place - 1] || _words[place + 1:]) as other
            ),
            correct_words.is_begun and place = _n_words
        );
        if _intended is not null then
            _words[place] := _intended;
            _is_changed := true;
        end if;
    end loop;
    return case when _is_changed then array_to_string(_words, ' ') end;
end;
$$;
