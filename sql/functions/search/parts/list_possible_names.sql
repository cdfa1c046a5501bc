-- list_possible_names: return every run of two to four typed words that may be a person's name.
-- Called by scan_by_names. A text of one word counts too, for people with a single name.
create or replace function cinelibre.list_possible_names(folded text)
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    with typed as (
        select string_to_array(list_possible_names.folded, ' ') as words
    )
    select coalesce(array_agg(distinct array_to_string(typed.words[start:start + n_words - 1], ' ')), '{}')
    from typed
    cross join generate_series(1, least(cardinality(typed.words), 30)) as start
    cross join generate_series(2, 4) as n_words
    where start + n_words - 1 <= cardinality(typed.words)
        or (cardinality(typed.words) = 1 and n_words = 2);
$$;
