-- describe_parts: what a source goes by, as JSON: items of one's own with their stars and their shares.
-- Called by explain_by_items and explain_by_content. is_stated: the stars were given, not implied by a like or a mark.
create or replace function cinelibre.describe_parts(
    user_id integer,
    because_ids integer[],
    ratings float8[],
    shares float8[]
)
returns json
language plpgsql
stable
set search_path = cinelibre, public, extensions, pg_temp
as $$
begin
    return (
        select json_build_object(
            'top', json_agg(
                json_build_object(
                    'item_id', part.because_id,
                    'title', i.title,
                    'rating', part.rating,
                    'share', round(part.share::numeric, 6),
                    'is_stated', coalesce(r.source = 'rating', false)
                )
                order by part.place
            )
        )
        from unnest(describe_parts.because_ids, describe_parts.ratings, describe_parts.shares)
            with ordinality as part (because_id, rating, share, place)
        join cinelibre.items as i on i.id = part.because_id
        left join cinelibre.ratings as r on r.user_id = describe_parts.user_id and r.item_id = part.because_id
    );
end;
$$;
