-- weigh_words: return the telling words of a text, each as a query with its weight ln(items / items that have it).
-- Called by find_by_words and scan_by_words. The planner's statistics say how many items have a word. Words outside the
-- statistics count as half as common as the least common word in them. A word matches as typed or by its English stem,
-- and the last may be incomplete. Stop words (the, of) count only in a text of nothing else.
create or replace function cinelibre.weigh_words(words text)
returns table (query tsquery, weight float8, item_share float8)
language sql
stable
rows 8
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized ( -- parsed once, not for each word
        select s.most_common_elems::text::text[] as lexemes, s.most_common_elem_freqs as shares
        from pg_stats as s
        where s.schemaname = 'cinelibre'
            and s.tablename = 'items'
            and s.attname = 'search'
            and s.most_common_elems is not null
    ),
    typed as (
        select
            split.word,
            split.place = count(*) over () as is_last,
            to_tsquery('pg_catalog.english', quote_literal(split.word)) as stem
        from unnest(cinelibre.split_words(cinelibre.fold_title(weigh_words.words))) with ordinality as split (word, place)
    ),
    telling as (
        select distinct on (found.query::text)
            found.query,
            found.lexeme
        from (
            select
                to_tsquery('pg_catalog.simple', quote_literal(t.word) || case when t.is_last then ':*' else '' end)
                || t.stem as query,
                coalesce((tsvector_to_array(to_tsvector('pg_catalog.english', t.word)))[1], t.word) as lexeme
            from typed as t
            where numnode(t.stem) > 0
                or not exists (select from typed as other where numnode(other.stem) > 0)
        ) as found
        order by found.query::text
        limit 40
    )
    select
        t.query,
        -ln(share.of_items) as weight,
        share.of_items
    from telling as t
    left join common on true
    cross join lateral (
        select least(
            0.9,
            coalesce(
                common.shares[array_position(common.lexemes, t.lexeme)],
                common.shares[cardinality(common.lexemes)] / 2,
                0.001
            )
        )::float8 as of_items
    ) as share;
$$;
