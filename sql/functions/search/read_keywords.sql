-- read_keywords: every run of one to three words of what was typed that says something, to be looked up among keywords.
-- Called by scan_by_words.
create or replace function cinelibre.read_keywords(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select string_to_array(read_keywords.folded, ' ') as words
    ),
    runs as (
        select distinct array_to_string(typed.words[start:start + n_words - 1], ' ') as run
        from typed
        cross join generate_series(1, least(cardinality(typed.words), 30)) as start
        cross join generate_series(1, 3) as n_words
        where start + n_words - 1 <= cardinality(typed.words)
    )
    select coalesce(array_agg(r.run), '{}')
    from runs as r
    where numnode(plainto_tsquery('pg_catalog.english', r.run)) > 0;
$$;
