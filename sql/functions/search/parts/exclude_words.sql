-- exclude_words: build the query that finds every item with all words of one of some phrases; null without phrases.
-- Called by build_exclusion and list_idle_exclusions for phrases after "without" or "not starring". A word matches as
-- typed or by its English stem.
create or replace function cinelibre.exclude_words(phrases text[])
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select string_agg(format('(%s)', phrase.query), ' | ')::tsquery
    from unnest(exclude_words.phrases) as typed
    cross join lateral (
        select string_agg(
            (to_tsquery('pg_catalog.simple', quote_literal(word)) || to_tsquery('pg_catalog.english', quote_literal(word)))::text,
            ') & ('
        ) as query
        from unnest(cinelibre.split_words(cinelibre.fold_title(typed))) as word
    ) as split
    cross join lateral (select '(' || split.query || ')' as query) as phrase
    where phrase.query is not null;
$$;
