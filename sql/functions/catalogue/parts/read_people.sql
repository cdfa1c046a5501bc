-- read_people: return every person named in some cells, each as one text of read_name's words.
-- Called by find_titled_items and share_author. One cell may name several: "Neil Gaiman & Terry Pratchett".
create or replace function cinelibre.read_people(names text[])
returns text[]
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select array(
        select distinct array_to_string(cinelibre.read_name(split.name), ' ')
        from unnest(read_people.names) as cell
        cross join regexp_split_to_table(cell, '\s*(?:[;/&]|\mand\M|\mwith\M)\s*') as split (name)
        where split.name <> ''
    );
$$;
