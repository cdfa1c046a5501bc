-- share_author: say whether two lists of names may have a person in common; null if one list names nobody.
-- Called by get_twin_books.
create or replace function cinelibre.share_author(people text[], authors text[])
returns boolean
language sql
immutable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select cinelibre.share_person(cinelibre.parse_people(share_author.people), cinelibre.parse_people(share_author.authors));
$$;
