-- member_score: what a source says of an item to the reader at a place of a group.
create type cinelibre.member_score as (place integer, source text, item_id integer, points float8, power float8);
