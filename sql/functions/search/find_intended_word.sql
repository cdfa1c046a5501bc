-- find_intended_word: the word of the catalogue that a misspelled one was meant to be, or null.
-- Called by correct_words. Of the words that differ in as few letters the one that an item has together with the words
-- beside it, then the one that is a title, then the one that more items have. With is_begun the word may not be typed to
-- its end.
create or replace function cinelibre.find_intended_word(typed text, beside tsquery, is_begun boolean default false)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off
as $$
    select n.word
    from cinelibre.list_near_words(find_intended_word.typed, find_intended_word.is_begun) as n
    cross join lateral (select (quote_literal(n.word) || ':ABC')::tsquery as query) as meant
    order by
        n.n_typos,
        exists (select from cinelibre.items as i where i.search @@ (coalesce(meant.query && find_intended_word.beside, meant.query))) desc,
        exists (select from cinelibre.items as i where i.folded_title = n.word) desc,
        (select count(*) from (select from cinelibre.items as i where i.search @@ meant.query limit 100) as having_it) desc,
        n.word
    limit 1;
$$;
