-- find_intended_word: return the word of the catalogue that a misspelled word was meant to be, or null.
-- Called by correct_words. The fewest typos decide. Ties go to a word that one item has together with the words beside
-- it, then to a title, then to the more common word. With is_begun, the typed word may be incomplete.
create or replace function cinelibre.find_intended_word(typed text, beside tsquery, is_begun boolean default false)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off -- keeps the planner on the index of words
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
