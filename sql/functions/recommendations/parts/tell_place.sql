-- tell_place: return the columns of one position of a list beside those of its item: score, contributions and evidence.
-- Called by describe_batch and get_session_items. `entry` is the ranked item. `evidence` is json if it was just
-- gathered, and jsonb if it was stored. It has no search_path of its own, so that it is inlined into the caller's query.
create or replace function cinelibre.tell_place(place bigint, entry jsonb, evidence anyelement)
returns table (place bigint, score jsonb, contributions jsonb, variety jsonb, exploring jsonb, evidence anyelement, prediction jsonb)
language sql
stable
rows 1
as $$
    select
        tell_place.place,
        tell_place.entry -> 'score',
        tell_place.entry -> 'contributions',
        tell_place.entry -> 'variety',
        tell_place.entry -> 'exploring',
        tell_place.evidence,
        tell_place.entry -> 'prediction';
$$;
