-- tell_place: return one position of a list: the item with its position, score, contributions and evidence.
-- Called by read_batch and get_session_items. It is json because appending text is faster than building jsonb.
-- entry is the ranked item. evidence is json if it was just gathered, and jsonb if it was stored.
-- It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.tell_place(item cinelibre.items, place bigint, entry jsonb, evidence anyelement)
returns json
language sql
stable
as $$
    select json_build_object(
        'id', (tell_place.item).id,
        'item_type', (tell_place.item).item_type,
        'title', (tell_place.item).title,
        'original_title', (tell_place.item).original_title,
        'year', (tell_place.item).year,
        'language', (tell_place.item).language,
        'genres', (tell_place.item).genres,
        'people', (tell_place.item).people,
        'description', (tell_place.item).description,
        'image_url', (tell_place.item).image_url,
        'external_rating', (tell_place.item).external_rating,
        'external_count', (tell_place.item).external_count,
        'place', tell_place.place,
        'score', tell_place.entry -> 'score',
        'contributions', tell_place.entry -> 'contributions',
        'variety', tell_place.entry -> 'variety',
        'evidence', tell_place.evidence
    );
$$;
