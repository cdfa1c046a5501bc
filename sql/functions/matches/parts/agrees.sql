-- agrees: say whether two people's tastes agree enough that they may be shown to each other at all.
-- Called by list_matches and can_see: whoever asks for a lower threshold meets nobody else. It has no search_path of its
-- own, so that it is inlined.
create or replace function cinelibre.agrees(score float8)
returns boolean
language sql
immutable
as $$
    select agrees.score >= 0.6::float8;
$$;
