-- find_by_words: find the items that a question's words name or share, and return its telling words, in one row.
-- Called by fuse_items. Items are looked up by `words`, and keywords by `hints` too. `queries` and their `weights` are
-- the telling words that rank the items.
create or replace function cinelibre.find_by_words(question jsonb, conditions text)
returns table (queries tsquery[], weights float8[], ids integer[], kinds text[], places bigint[])
language sql
stable
rows 1
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with weighed as materialized (
        select array_agg(w.query) as queries, array_agg(w.weight) as weights, array_agg(w.item_share) as shares
        from cinelibre.weigh_words(find_by_words.question ->> 'ranking_words') as w
    )
    select
        w.queries,
        w.weights,
        found.*
    from weighed as w
    cross join lateral (
        select array_agg(f.item_id), array_agg(f.kind), array_agg(f.place)
        from cinelibre.scan_by_words(
            find_by_words.question ->> 'item_type',
            find_by_words.question ->> 'words',
            find_by_words.conditions,
            100,
            concat_ws(' ', find_by_words.question ->> 'words', find_by_words.question ->> 'hints'),
            case when find_by_words.question ->> 'words' = find_by_words.question ->> 'ranking_words' then w.queries end,
            w.weights,
            w.shares
        ) as f
    ) as found;
$$;
