-- respell_title: return a title as its writer may have meant it: X or V before a word is a number, joined words part.
-- Called by list_written_keys and find_begun_titles. title_key cannot take this for granted: "X Things" is "10 Things",
-- but "X-Men" is no ten men, and "OneEyed" is two words, but "YouTube" may be one.
create or replace function cinelibre.respell_title(title text)
returns text
language sql
immutable
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select regexp_replace(
        regexp_replace(respell_title.title, '^\s*[XV](?=\s+\w)', case when respell_title.title ~* '^\s*X' then '10' else '5' end, 'i'),
        '([[:lower:]])([[:upper:]])', '\1 \2', 'g'
    );
$$;
