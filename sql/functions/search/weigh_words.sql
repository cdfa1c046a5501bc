-- weigh_words: the telling words of what was typed, each as a query and with its weight: ln(items / items that have it).
-- Called by fuse_items and scan_by_words. How many have it is read from the planner's statistics: a word that is not
-- among the most common of the catalogue counts as half as rare as the rarest of those. A word is found as it stands
-- or by its English stem; the last one may go on. Words that say nothing (the, of) count only where there are no others.
create or replace function cinelibre.weigh_words(words text)
returns table (query tsquery, weight float8, item_share float8)
language sql
stable
rows 8
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with common as materialized (
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
