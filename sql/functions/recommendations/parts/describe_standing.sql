-- describe_standing: return what a new list and a new front page both say of a reader and of their candidates.
-- Called by describe_material and describe_rows. `neighbors` is set if this call computed neighbors that are not stored,
-- `tired` is what was shown too often, `seasons` what the reader's seasons are about.
create or replace function cinelibre.describe_standing(for_reader cinelibre.reader, seasons cinelibre.seasons[], candidates json)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return json_build_object(
        'has_neighbors', coalesce(cardinality(for_reader.neighbor_ids), 0) > 0,
        'neighbors', cinelibre.describe_neighbors(for_reader),
        'tired', cinelibre.list_tired(for_reader.user_id, (select u.timezone from cinelibre.users as u where u.id = for_reader.user_id)),
        'seasons', cinelibre.match_seasons(describe_standing.seasons, describe_standing.candidates)
    );
end;
$$;
