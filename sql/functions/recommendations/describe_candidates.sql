-- describe_candidates: what could be recommended, as ranking reads it: scores, and what diversity goes by.
-- An array each: item_id, year, language, genres, then what the sources say: neighbors, ease, cosine, content, popular.
-- Called by get_recommendations and get_session_candidates.
create or replace function cinelibre.describe_candidates(
    item_ids integer[],
    ratings real[],
    known_ids integer[],
    neighbor_ids integer[],
    neighbor_weights real[],
    item_type text,
    conditions text,
    per_source integer,
    sources text[] default null
)
returns json
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_array(
                c.item_id, c.year, c.language, c.genres, c.neighbors, c.ease, c.cosine, c.content, c.popular
            )
            order by c.item_id
        ),
        '[]'
    )
    from cinelibre.find_candidates(
        describe_candidates.item_ids,
        describe_candidates.ratings,
        describe_candidates.known_ids,
        describe_candidates.neighbor_ids,
        describe_candidates.neighbor_weights,
        describe_candidates.item_type,
        describe_candidates.conditions,
        describe_candidates.per_source,
        describe_candidates.sources
    ) as c;
$$;
