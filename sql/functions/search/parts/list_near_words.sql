-- list_near_words: list the catalogue's words that a misspelled word may stand for, with their numbers of typos.
-- Called by find_intended_word. Words of four to six letters may have one typo, longer words two. It compares the 60
-- words that share the most trigrams and returns at most 12. With is_begun, the typed word may be incomplete.
create or replace function cinelibre.list_near_words(typed text, is_begun boolean)
returns table (word text, n_typos integer)
language sql
stable
rows 12
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with asked as (
        select
            case when char_length(list_near_words.typed) < 4 then 0 when char_length(list_near_words.typed) < 7 then 1 else 2 end as most,
            char_length(list_near_words.typed) as n_letters,
            cinelibre.read_trigrams(list_near_words.typed) as trigrams
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
                abs(char_length(k.word) - asked.n_letters) <= asked.most
                or (list_near_words.is_begun and char_length(k.word) > asked.n_letters)
            )
        order by shared.n desc, abs(char_length(k.word) - asked.n_letters), k.word
        limit 60
    )
    select l.word, differing.n
    from asked
    cross join likely as l
    cross join lateral (
        select least(
            cinelibre.count_typos(list_near_words.typed, l.word, asked.most),
            case
                when list_near_words.is_begun then cinelibre.count_typos(list_near_words.typed, left(l.word, asked.n_letters), asked.most)
            end
        ) as n
    ) as differing
    where differing.n <= asked.most
    order by differing.n, l.n_shared desc, l.word
    limit 12;
$$;
