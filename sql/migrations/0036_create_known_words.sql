-- Every word of a title, a name, a genre or a keyword, and its trigrams: where a misspelled word finds the one that was meant.
-- Words of descriptions are left out: they are many, and found by meaning. A word stays when its last item goes: it finds nothing then.
create function cinelibre.read_trigrams(word text)
returns text[]
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array_agg(distinct substr('  ' || read_trigrams.word || ' ', place, 3))
    from generate_series(1, char_length(read_trigrams.word) + 1) as place;
$$;

create table cinelibre.known_words (
    word text primary key,
    trigrams text[] not null generated always as (cinelibre.read_trigrams(word)) stored
);

create function cinelibre.learn_words()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    insert into cinelibre.known_words (word)
    select distinct lexeme
    from new_items as n
    cross join lateral unnest(tsvector_to_array(ts_filter(n.search, '{a,b,c}'))) as lexeme
    where char_length(lexeme) between 3 and 30
        and lexeme !~ '[0-9]'
        and not exists (select from cinelibre.known_words as k where k.word = lexeme)
    order by lexeme
    on conflict do nothing;
    return null;
end;
$$;

create trigger learn_new_words
after insert on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.learn_words();

create trigger learn_changed_words
after update on cinelibre.items
referencing new table as new_items
for each statement execute function cinelibre.learn_words();

insert into cinelibre.known_words (word)
select distinct lexeme
from cinelibre.items as i
cross join lateral unnest(tsvector_to_array(ts_filter(i.search, '{a,b,c}'))) as lexeme
where char_length(lexeme) between 3 and 30
    and lexeme !~ '[0-9]';

create index known_words_by_trigrams on cinelibre.known_words using gin (trigrams);

analyze cinelibre.known_words;
