-- parse_people: return every person named in some cells, each as one text of parse_name's words.
-- Called by find_titled_items and share_author. One cell may name several: "Neil Gaiman & Terry Pratchett".
create or replace function cinelibre.parse_people(names text[])
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array(
        select distinct array_to_string(cinelibre.parse_name(split.name), ' ')
        from unnest(parse_people.names) as cell
        cross join regexp_split_to_table(cell, '\s*(?:[;/&]|\mand\M|\mwith\M)\s*') as split (name)
        where split.name <> ''
    );
$$;
