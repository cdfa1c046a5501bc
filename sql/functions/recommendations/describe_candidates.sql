-- describe_candidates: what could be recommended, as ranking reads it: scores, and what diversity goes by.
-- Called by get_recommendations and get_session_candidates.
create or replace function cinelibre.describe_candidates(
    item_ids integer[],
    ratings real[],
    known_ids integer[],
    neighbor_ids integer[],
    neighbor_weights real[],
    item_type text,
    conditions text,
    per_source integer
)
returns jsonb
language sql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'item_id', i.id,
                'item_type', i.item_type,
                'year', i.year,
                'language', i.language,
                'genres', i.genres,
                'scores', jsonb_strip_nulls(jsonb_build_object(
                    'neighbors', c.neighbors,
                    'ease', c.ease,
                    'cosine', c.cosine,
                    'content', c.content,
                    'popular', c.popular
                ))
            )
            order by i.id
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
        describe_candidates.per_source
    ) as c
    join cinelibre.items as i on i.id = c.item_id;
$$;
