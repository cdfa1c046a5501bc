-- read_excluded: build the query that finds what a question excludes, or null.
-- Called by fuse_items and list_demanded.
create or replace function cinelibre.read_excluded(question jsonb)
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select case
        when read_excluded.question -> 'exclude_words' <> '[]'
            then cinelibre.exclude_words(array(select jsonb_array_elements_text(read_excluded.question -> 'exclude_words')))
    end;
$$;
