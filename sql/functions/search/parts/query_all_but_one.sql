-- query_all_but_one: build the query that finds what has all of some words but at most one; null for fewer than two.
-- Called by find_near_name: one word is misspelled, and nobody knows which.
create or replace function cinelibre.query_all_but_one(words text[])
returns tsquery
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select string_agg('(' || others.query || ')', ' | ')::tsquery
    from generate_subscripts(query_all_but_one.words, 1) as place
    cross join lateral (
        select string_agg(quote_literal(word), ' & ') as query
        from unnest(query_all_but_one.words[:place - 1] || query_all_but_one.words[place + 1:]) as word
    ) as others
    where others.query is not null;
$$;
