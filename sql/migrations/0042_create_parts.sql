-- What a source goes by: one of somebody's own items, what they gave it, its share of all that the source says, its rank.
create type cinelibre.part as (source text, item_id integer, because_id integer, rating float8, share float8, rank bigint);
