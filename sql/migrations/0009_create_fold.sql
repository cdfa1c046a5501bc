-- What people type has no accents and no capitals: both sides of every comparison of words go through these.
-- Columns and indexes are made of them, so they are state: to change one is to write those anew.

-- Lower case, without accents and apostrophes: 'L’Étoile' and 'letoile' are the same.
create function cinelibre.fold(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select replace(replace(replace(
        translate(
            regexp_replace(normalize(lower(fold.words), nfd), '[\u0300-\u036f]', '', 'g'),
            'øłđðı''’ʼ`',
            'olddi'
        ),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
$$;

-- Folded, and with one space where there was anything but letters and digits.
create function cinelibre.fold_title(words text)
returns text
language sql
immutable
parallel safe
strict
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select btrim(regexp_replace(cinelibre.fold(fold_title.words), '[^[:alnum:]\u0900-\u0dff]+', ' ', 'g'));
$$;

-- Names as a set of folded ones, to find a person or a genre by.
create function cinelibre.fold_names(names text[])
returns text[]
language sql
immutable
parallel safe
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(array_agg(distinct cinelibre.fold_title(name)), '{}')
    from unnest(fold_names.names) as name;
$$;

-- What a search by words looks through: titles weigh A, people B, genres C, the description D.
-- Names are kept as they are; descriptions are reduced to English stems.
create function cinelibre.search_document(title text, original_title text, people text[], genres text[], description text)
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
        || setweight(to_tsvector('pg_catalog.english', cinelibre.fold(coalesce(search_document.description, ''))), 'D');
$$;
