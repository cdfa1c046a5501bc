-- split_words: the words of a folded text that can be looked for, in their order.
-- Called by whatever makes a query of what was typed. The text parser keeps no dandas, viramas alone or unassigned characters,
-- and no word of more than 2,046 bytes: a query made of one of those is a syntax error.
create or replace function cinelibre.split_words(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(split.word order by split.place), '{}')
    from unnest(string_to_array(split_words.folded, ' ')) with ordinality as split (word, place)
    where numnode(plainto_tsquery('pg_catalog.simple', split.word)) > 0;
$$;
