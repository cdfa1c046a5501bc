-- split_words: return the words of a folded text that a query can contain, in order.
-- Called by whatever builds a query from typed text. PostgreSQL's text parser drops dandas, lone viramas, unassigned
-- characters and words of over 2,046 bytes. A query made of one of those would be a syntax error.
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
