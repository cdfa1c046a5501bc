-- What an item is about, in words and short phrases of its source: "heist", "time loop", "dystopian". Of movies and books alike.
-- The words of keywords are found like those of genres (weight C), reduced to English stems; a whole keyword is found in folded_keywords.
alter table cinelibre.items add column keywords text[] not null default '{}';

update cinelibre.items as i
set keywords = m.keywords
from cinelibre.movies as m
where m.item_id = i.id
    and m.keywords <> '{}';

alter table cinelibre.movies drop column keywords;

-- A generated column keeps its expression for life: it is made anew, and its indexes with it.
alter table cinelibre.items drop column search;

drop function cinelibre.search_document(text, text, text[], text[], text);

create function cinelibre.search_document(
    title text,
    original_title text,
    people text[],
    genres text[],
    keywords text[],
    description text
)
returns tsvector
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select
        setweight(to_tsvector('pg_catalog.simple', cinelibre.fold_title(concat_ws(' ', search_document.title, search_document.original_title))), 'A')
        || setweight(to_tsvector('pg_catalog.simple', array_to_string(cinelibre.fold_names(search_document.people), ' ')), 'B')
        || setweight(to_tsvector('pg_catalog.simple', array_to_string(cinelibre.fold_names(search_document.genres), ' ')), 'C')
        || setweight(to_tsvector('pg_catalog.english', array_to_string(cinelibre.fold_names(search_document.keywords), ' ')), 'C')
        || setweight(to_tsvector('pg_catalog.english', cinelibre.fold(coalesce(search_document.description, ''))), 'D');
$$;

alter table cinelibre.items
add column search tsvector not null generated always as (
    cinelibre.search_document(title, original_title, people, genres, keywords, description)
) stored,
add column folded_keywords text[] not null generated always as (cinelibre.fold_names(keywords)) stored;

create index items_by_search on cinelibre.items using gin (search);

create index items_by_title_words on cinelibre.items using gin (ts_filter(search, '{a}'));

create index items_by_keywords on cinelibre.items using gin (folded_keywords);

-- Generated columns are computed after this trigger: each of them is put out of the comparison.
create or replace function cinelibre.skip_unchanged_item()
returns trigger
language plpgsql
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    old.folded_title := null;
    old.search := null;
    old.folded_people := null;
    old.folded_genres := null;
    old.folded_keywords := null;
    old.prominence := null;
    old.damped_rating := null;
    if old is not distinct from new then
        return null;
    end if;
    return new;
end;
$$;

analyze cinelibre.items;
