-- affinity_as_stars: return the stars that an affinity stands for when people are compared.
-- Called by list_opinions and find_matches. It inverts the scale 5★ +3, 4★ +2, 3★ +1, 2★ −1, 1★ −2: a like counts 4, a
-- superlike 5, seen 2.75, a dislike 1, a hide 0. It has no search_path of its own, so that it is inlined.
create or replace function cinelibre.affinity_as_stars(affinity float8)
returns float8
language sql
immutable
as $$
    select case
        when affinity_as_stars.affinity >= 1 then affinity_as_stars.affinity + 2
        when affinity_as_stars.affinity <= -1 then affinity_as_stars.affinity + 3
        else 2.5 + affinity_as_stars.affinity / 2
    end;
$$;
