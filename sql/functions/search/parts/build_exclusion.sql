-- build_exclusion: build the query that finds what a question excludes, or null.
-- Called by fuse_items and list_demanded.
create or replace function cinelibre.build_exclusion(question jsonb)
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when build_exclusion.question -> 'exclude_words' <> '[]'
            then cinelibre.exclude_words(array(select jsonb_array_elements_text(build_exclusion.question -> 'exclude_words')))
    end;
$$;
