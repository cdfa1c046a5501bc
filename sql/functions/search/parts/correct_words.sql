-- correct_words: correct misspelled words of a typed text; return the folded text, or null if nothing was corrected.
-- Called by build_question, find_seed and suggest_items. A word counts as misspelled if no item has it. At most three
-- words are corrected. With is_begun, the last word may be incomplete.
create or replace function cinelibre.correct_words(typed text, is_begun boolean default false)
returns text
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
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
