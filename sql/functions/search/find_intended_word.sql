-- find_intended_word: the word of the catalogue that a misspelled one was meant to be, or null.
-- Called by correct_words. Of the words that share most trigrams with it: one letter may be wrong in four to six, two
-- in more. Of those as near the one that an item has together with the words beside it, then
-- the one that is a title, then the one that more items have.
-- With is_begun the word may not be typed to its end.
create or replace function cinelibre.find_intended_word(typed text, beside tsquery, is_begun boolean default false)
returns text
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
set enable_seqscan = off
as $$
    with asked as (
        select
            case
                when char_length(find_intended_word.typed) < 4 then 0
                when char_length(find_intended_word.typed) < 7 then 1
                else 2
            end as most,
            cinelibre.read_trigrams(find_intended_word.typed) as trigrams
    ),
    likely as materialized (
        select k.word, shared.n as n_shared
        from asked
        join cinelibre.known_words as k on k.trigrams && asked.trigrams
        cross join lateral (
            select count(*) as n from unnest(k.trigrams) as each where each = any (asked.trigrams)
        ) as shared
        where asked.most > 0
            and (
                abs(char_length(k.word) - char_length(find_intended_word.typed)) <= asked.most
                or (find_intended_word.is_begun and char_length(k.word) > char_length(find_intended_word.typed))
            )
        order by shared.n desc, abs(char_length(k.word) - char_length(find_intended_word.typed)), k.word
        limit 60
    ),
    near as materialized (
        select l.word, differing.n
        from asked
        cross join likely as l
        cross join lateral (
            select least(
                cinelibre.count_typos(find_intended_word.typed, l.word, asked.most),
                case
                    when find_intended_word.is_begun then cinelibre.count_typos(
                        find_intended_word.typed, left(l.word, char_length(find_intended_word.typed)), asked.most
                    )
                end
            ) as n
        ) as differing
        where differing.n <= asked.most
        order by differing.n, l.n_shared desc, l.word
        limit 12
    )
    select n.word
    from near as n
    cross join lateral (select (quote_literal(n.word) || ':ABC')::tsquery as query) as meant
    order by
        n.n,
        exists (select from cinelibre.items as i where i.search @@ (coalesce(meant.query && find_intended_word.beside, meant.query))) desc,
        exists (select from cinelibre.items as i where i.folded_title = n.word) desc,
        (select count(*) from (select from cinelibre.items as i where i.search @@ meant.query limit 100) as having_it) desc,
        n.word
    limit 1;
$$;
