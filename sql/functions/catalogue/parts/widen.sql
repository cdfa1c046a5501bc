-- widen: return an object with the members of another one at its end.
-- Called by whatever answers items with something beside. Neither object may be empty. Unlike jsonb, json keeps the order
-- of members, and nothing is parsed to write it.
create or replace function cinelibre.widen(item json, more json)
returns json
language sql
immutable
as $$
    select (left(widen.item::text, -1) || ', ' || substr(widen.more::text, 2))::json;
$$;
